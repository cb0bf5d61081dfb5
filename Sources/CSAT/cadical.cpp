// SPDX-License-Identifier: GPL-2.0-or-later
#include "ccadical_shim.h"
#include "stopper.hpp"
#include <cadical.hpp>
#include <cstdio>
#include <malloc.h>

namespace {
struct Terminator : CaDiCaL::Terminator {
    Stopper stopper;
    bool terminate() override { return stopper.isTime(); }
};
}  // namespace

struct ks_cadical {
    CaDiCaL::Solver solver;
    Terminator terminator;
    int conflictLimit = -1;
    std::FILE *proof = nullptr;
};

extern "C" {
ks_cadical *ks_cadical_new(const volatile int *interrupt) {
    ks_cadical *s = new ks_cadical;
    s->terminator.stopper.interrupt = interrupt;
    s->solver.connect_terminator(&s->terminator);
    return s;
}

void ks_cadical_delete(ks_cadical *s) {
    s->solver.disconnect_terminator();
    delete s;
    // A solver is large, and of several threads each would keep what it gave back.
    malloc_trim(0);
}

int ks_cadical_set(ks_cadical *s, const char *option, int value) { return s->solver.set(option, value); }

void ks_cadical_expect(ks_cadical *s, int variables) {
    // Room is doubled from what was asked for first.
    if (variables > 1000) s->solver.reserve(variables / 16 * 9);
}

void ks_cadical_add_all(ks_cadical *s, const int *literals, long count) {
    for (long i = 0; i < count; i++) s->solver.add(literals[i]);
}

void ks_cadical_assume(ks_cadical *s, int literal) { s->solver.assume(literal); }

int ks_cadical_solve(ks_cadical *s) {
    if (s->conflictLimit >= 0) s->solver.limit("conflicts", s->conflictLimit);
    return s->solver.solve();
}

int ks_cadical_value(ks_cadical *s, int literal) { return s->solver.val(literal) > 0; }
int ks_cadical_failed(ks_cadical *s, int literal) { return s->solver.failed(literal); }
void ks_cadical_phase(ks_cadical *s, int literal) { s->solver.phase(literal); }

void ks_cadical_limit_conflicts(ks_cadical *s, int conflicts) {
    s->conflictLimit = conflicts > 0 ? conflicts : -1;
}

void ks_cadical_stop_after(ks_cadical *s, double seconds) { s->terminator.stopper.stopAfter(seconds); }

void ks_cadical_stop_when(ks_cadical *s, const volatile int *flag) { s->terminator.stopper.cancel = flag; }

void ks_cadical_limit_memory(ks_cadical *s, long long bytes) { s->terminator.stopper.memoryLimit = bytes; }

void ks_cadical_unphase(ks_cadical *s, int literal) { s->solver.unphase(literal); }

int ks_cadical_fixed(ks_cadical *s, int literal) { return s->solver.fixed(literal); }

int ks_cadical_trace_proof(ks_cadical *s, const char *path) {
    s->proof = std::fopen(path, "we");
    if (!s->proof) return 0;
    return s->solver.set("binary", 0) && s->solver.trace_proof(s->proof, path);
}

void ks_cadical_add_lemma(ks_cadical *s, const int *literals, long count) {
    for (long i = 0; i < count; i++) std::fprintf(s->proof, "%d ", literals[i]);
    std::fputs("0\n", s->proof);
    ks_cadical_add_all(s, literals, count);
    s->solver.add(0);
}

int ks_cadical_close_proof(ks_cadical *s) {
    s->solver.close_proof_trace();
    const bool isWritten = !std::ferror(s->proof);
    const bool isClosed = std::fclose(s->proof) == 0;
    s->proof = nullptr;
    return isWritten && isClosed;
}

void ks_give_back_blocks_above(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
}
