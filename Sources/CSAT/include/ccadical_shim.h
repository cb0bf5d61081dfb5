/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of CaDiCaL's C++ class that we use, as plain C. Debian's C header
 * (ccadical.h, 1.5.3) has neither phase() nor an option setter, hence this shim.
 */
#ifndef CCADICAL_SHIM_H
#define CCADICAL_SHIM_H
#ifdef __cplusplus
extern "C" {
#endif

typedef struct ks_cadical ks_cadical;

/* Every solve stops while *interrupt is not 0; a signal handler may set it. */
ks_cadical *ks_cadical_new(const volatile int *interrupt);
void ks_cadical_delete(ks_cadical *solver);
/* 1 when the option exists and took the value, else 0. */
int ks_cadical_set(ks_cadical *solver, const char *option, int value);
/*
 * To be said first: there will be that many variables. Else CaDiCaL makes room for twice as many as soon as one more is
 * needed. Now there is room for an eighth more.
 */
void ks_cadical_expect(ks_cadical *solver, int variables);
/* Adds zero-terminated clauses from a flat buffer. */
void ks_cadical_add_all(ks_cadical *solver, const int *literals, long count);
void ks_cadical_assume(ks_cadical *solver, int literal);
/* 10 satisfiable, 20 unsatisfiable, 0 stopped. */
int ks_cadical_solve(ks_cadical *solver);
int ks_cadical_value(ks_cadical *solver, int literal);
int ks_cadical_failed(ks_cadical *solver, int literal);
void ks_cadical_phase(ks_cadical *solver, int literal);
/* 0 takes the limit away, else solve() gives up after that many conflicts. */
void ks_cadical_limit_conflicts(ks_cadical *solver, int conflicts);
/* The solver stops when the flag is not 0, which another thread may set. */
void ks_cadical_stop_when(ks_cadical *s, const volatile int *flag);
/* Makes every solve stop while the process uses more resident memory; 0 for no limit. */
void ks_cadical_limit_memory(ks_cadical *s, long long bytes);
/* Takes back what ks_cadical_phase asked for. */
void ks_cadical_unphase(ks_cadical *s, int literal);
/* solve() stops soon after that many seconds from now (< 0: never). */
void ks_cadical_stop_after(ks_cadical *solver, double seconds);
/* 1 fixed true at the root, -1 fixed false, 0 open. */
int ks_cadical_fixed(ks_cadical *solver, int literal);

/* To be said before all else: what is learned goes to that file, as DRAT text. 0 when it can't be opened. */
int ks_cadical_trace_proof(ks_cadical *solver, const char *path);
/* A clause that follows by unit propagation: it goes to the proof, too. */
void ks_cadical_add_lemma(ks_cadical *solver, const int *literals, long count);
/* To be said once a proof is traced, before the solver goes: its end. 0 when not all of it could be written. */
int ks_cadical_close_proof(ks_cadical *solver);

/* For the whole program: blocks of more than that many bytes go back to the system as soon as they are free. */
void ks_give_back_blocks_above(int bytes);

#ifdef __cplusplus
}
#endif
#endif
