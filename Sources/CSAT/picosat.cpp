// SPDX-License-Identifier: GPL-2.0-or-later
// PicoSAT 953 and later, whose functions take the solver as their first argument.
#include "library.hpp"

namespace {
struct Functions {
    void *(*init)();
    void (*reset)(void *);
    void (*adjust)(void *, int);
    void (*setGlobalDefaultPhase)(void *, int);
    void (*setDefaultPhase)(void *, int, int);
    void (*setInterrupt)(void *, void *, int (*)(void *));
    int (*add)(void *, int);
    void (*assume)(void *, int);
    int (*sat)(void *, int);
    int (*deref)(void *, int);
    int (*derefTop)(void *, int);
    int (*inconsistent)(void *);
    int (*failed)(void *, int);
};

struct Library {
    Functions call{};
    std::string problem;

    Library() {
        static const char *const names[] = {"libpicosat.so.1", "libpicosat.so", nullptr};
        const LibraryFunction wanted[] = {
            {"picosat_init", &call.init}, {"picosat_reset", &call.reset}, {"picosat_adjust", &call.adjust},
            {"picosat_set_global_default_phase", &call.setGlobalDefaultPhase},
            {"picosat_set_default_phase_lit", &call.setDefaultPhase},
            {"picosat_set_interrupt", &call.setInterrupt}, {"picosat_add", &call.add},
            {"picosat_assume", &call.assume}, {"picosat_sat", &call.sat}, {"picosat_deref", &call.deref},
            {"picosat_deref_toplevel", &call.derefTop}, {"picosat_inconsistent", &call.inconsistent},
            {"picosat_failed_assumption", &call.failed},
        };
        loadLibrary(names, wanted, sizeof wanted / sizeof *wanted, problem);
    }
};

const Library &library() {
    static const Library loaded;
    return loaded;
}

struct PicoSAT : ks_library_solver {
    const Functions &call = library().call;
    void *solver;
    int most;

    PicoSAT(int variables, int firstPhase) : solver(call.init()), most(variables) {
        stopper.memoryEvery = 16;
        call.adjust(solver, variables);
        call.setGlobalDefaultPhase(solver, firstPhase);
        call.setInterrupt(solver, &stopper, [](void *state) { return int(static_cast<Stopper *>(state)->isTime()); });
    }

    ~PicoSAT() override { call.reset(solver); }

    void know(int literal) {
        const int variable = literal < 0 ? -literal : literal;
        if (variable <= most) return;
        most = variable;
        call.adjust(solver, variable);
    }

    void addAll(const int *literals, long count) override {
        for (long i = 0; i < count; i++) {
            know(literals[i]);
            call.add(solver, literals[i]);
        }
    }

    int solve(const int *assumptions, long count) override {
        for (long i = 0; i < count; i++) {
            know(assumptions[i]);
            call.assume(solver, assumptions[i]);
        }
        return call.sat(solver, -1);
    }

    bool value(int literal) override { return call.deref(solver, literal) > 0; }

    bool failed(int literal) override {
        // Without any assumption there is no model: it does not want to be asked then.
        return !call.inconsistent(solver) && call.failed(solver, literal) != 0;
    }

    void prefer(int literal, int phase) override {
        know(literal);
        call.setDefaultPhase(solver, literal, phase);
    }

    int fixed(int literal) override {
        know(literal);
        return call.derefTop(solver, literal);
    }
};
}  // namespace

const char *picosatProblem() { return library().problem.empty() ? nullptr : library().problem.c_str(); }
ks_library_solver *newPicosat(int variables, int firstPhase) { return new PicoSAT(variables, firstPhase); }
