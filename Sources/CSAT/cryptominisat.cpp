// SPDX-License-Identifier: GPL-2.0-or-later
// CryptoMiniSat 5.11 by its C interface. That one can't stop a search: of the C++ interface this takes the one function that can,
// which is called on the same object.
#include "library.hpp"
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

namespace {
// As in cryptominisat_c.h.
struct Lit {
    uint32_t x;
};
struct Truth {
    uint8_t x;
};
struct Lits {
    const Lit *values;
    size_t count;
};
struct Truths {
    const Truth *values;
    size_t count;
};
const uint8_t isYes = 0, isNo = 1;

struct Functions {
    void *(*create)();
    void (*destroy)(void *);
    void (*newVariables)(void *, size_t);
    bool (*add)(void *, const Lit *, size_t);
    Truth (*solve)(void *, const Lit *, size_t);
    Truths (*model)(const void *);
    Lits (*conflict)(const void *);
    void (*setThreads)(void *, unsigned);
    void (*setPolarity)(void *, int);
    void (*interrupt)(void *);
};

struct Library {
    Functions call{};
    std::string problem;

    Library() {
        static const char *const names[] = {"libcryptominisat5.so.5.11", "libcryptominisat5.so", nullptr};
        const LibraryFunction wanted[] = {
            {"cmsat_new", &call.create}, {"cmsat_free", &call.destroy}, {"cmsat_new_vars", &call.newVariables},
            {"cmsat_add_clause", &call.add}, {"cmsat_solve_with_assumptions", &call.solve},
            {"cmsat_get_model", &call.model}, {"cmsat_get_conflict", &call.conflict},
            {"cmsat_set_num_threads", &call.setThreads}, {"cmsat_set_default_polarity", &call.setPolarity},
            {"_ZN5CMSat9SATSolver14interrupt_asapEv", &call.interrupt},
        };
        loadLibrary(names, wanted, sizeof wanted / sizeof *wanted, problem);
    }
};

const Library &library() {
    static const Library loaded;
    return loaded;
}

// Looks every 20 ms whether a search has to end: the library does not ask.
class Watch {
    std::mutex mutex;
    std::condition_variable changed;
    bool isSearching = false, isEnding = false;
    std::thread thread;
    Stopper &stopper;
    void (*const interrupt)(void *);
    void *const solver;

    void run() {
        std::unique_lock<std::mutex> held(mutex);
        while (!isEnding) {
            changed.wait(held, [this] { return isSearching || isEnding; });
            while (isSearching) {
                if (changed.wait_for(held, std::chrono::milliseconds(20), [this] { return !isSearching; })) break;
                if (stopper.isTime()) interrupt(solver);
            }
        }
    }

    void set(bool &flag, bool value) {
        {
            std::lock_guard<std::mutex> held(mutex);
            flag = value;
        }
        changed.notify_one();
    }

public:
    Watch(Stopper &stopper, void (*interrupt)(void *), void *solver)
        : stopper(stopper), interrupt(interrupt), solver(solver) {
        thread = std::thread([this] { run(); });
    }
    ~Watch() {
        set(isEnding, true);
        thread.join();
    }
    void begin() { set(isSearching, true); }
    void end() { set(isSearching, false); }
};

struct CryptoMiniSat : ks_library_solver {
    const Functions &call = library().call;
    void *solver;
    Watch watch;
    int most = 0;
    std::vector<Lit> clause;
    std::unordered_set<uint32_t> core;

    CryptoMiniSat(int variables, int firstPhase) : solver(call.create()), watch(stopper, call.interrupt, solver) {
        stopper.memoryEvery = 4;
        call.setThreads(solver, 1);
        call.setPolarity(solver, firstPhase);
        know(variables);
    }

    ~CryptoMiniSat() override { call.destroy(solver); }

    void know(int variable) {
        if (variable <= most) return;
        call.newVariables(solver, size_t(variable - most));
        most = variable;
    }

    Lit lit(int literal) {
        const int variable = literal < 0 ? -literal : literal;
        know(variable);
        return Lit{uint32_t(variable - 1) * 2 + uint32_t(literal < 0)};
    }

    void addAll(const int *literals, long count) override {
        for (long i = 0; i < count; i++) {
            if (literals[i] != 0) {
                clause.push_back(lit(literals[i]));
                continue;
            }
            call.add(solver, clause.data(), clause.size());
            clause.clear();
        }
    }

    int solve(const int *assumptions, long count) override {
        std::vector<Lit> assumed;
        for (long i = 0; i < count; i++) assumed.push_back(lit(assumptions[i]));
        watch.begin();
        const Truth answer = call.solve(solver, assumed.data(), assumed.size());
        watch.end();
        if (answer.x == isYes) return 10;
        if (answer.x != isNo) return 0;
        core.clear();
        const Lits failed = call.conflict(solver);
        for (size_t i = 0; i < failed.count; i++) core.insert(failed.values[i].x ^ 1);
        return 20;
    }

    bool value(int literal) override {
        const Lit wanted = lit(literal);
        const Truths model = call.model(solver);
        const size_t variable = wanted.x / 2;
        return variable < model.count && model.values[variable].x == (wanted.x & 1 ? isNo : isYes);
    }

    bool failed(int literal) override { return core.count(lit(literal).x) != 0; }
};
}  // namespace

const char *cryptominisatProblem() { return library().problem.empty() ? nullptr : library().problem.c_str(); }
ks_library_solver *newCryptominisat(int variables, int firstPhase) { return new CryptoMiniSat(variables, firstPhase); }
