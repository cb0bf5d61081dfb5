/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PicoSAT and CryptoMiniSat, from libraries that are looked for when somebody wants them: the program needs neither to be
 * built nor to run.
 */
#ifndef CSATLIBRARY_SHIM_H
#define CSATLIBRARY_SHIM_H
#ifdef __cplusplus
extern "C" {
#endif

typedef struct ks_library_solver ks_library_solver;
typedef enum { ks_picosat = 0, ks_cryptominisat = 1 } ks_library;

/* NULL when the library is there and has what is needed; else what is wrong, for as long as the program runs. */
const char *ks_library_problem(ks_library library);
/* Only for a library without a problem. Every solve stops while *interrupt is not 0; a signal handler may set it. */
ks_library_solver *ks_library_new(ks_library library, const volatile int *interrupt, int variables, int first_phase);
void ks_library_delete(ks_library_solver *solver);
/* Adds zero-terminated clauses from a flat buffer. */
void ks_library_add_all(ks_library_solver *solver, const int *literals, long count);
/* 10 satisfiable, 20 unsatisfiable, 0 stopped. Assumptions hold for this call only. */
int ks_library_solve(ks_library_solver *solver, const int *assumptions, long count);
int ks_library_value(ks_library_solver *solver, int literal);
int ks_library_failed(ks_library_solver *solver, int literal);
/* The value to try first: 1 true, 0 as by default. Of PicoSAT. */
void ks_library_phase(ks_library_solver *solver, int literal, int phase);
/* 1 fixed true at the root, -1 fixed false, 0 open. Of PicoSAT. */
int ks_library_fixed(ks_library_solver *solver, int literal);
/* As in ccadical_shim.h. */
void ks_library_stop_after(ks_library_solver *solver, double seconds);
void ks_library_stop_when(ks_library_solver *solver, const volatile int *flag);
void ks_library_limit_memory(ks_library_solver *solver, long long bytes);

#ifdef __cplusplus
}
#endif
#endif
