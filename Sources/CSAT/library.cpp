// SPDX-License-Identifier: GPL-2.0-or-later
// What the engines of csatlibrary_shim.h have in common.
#include "library.hpp"
#include <dlfcn.h>

static void *openLibrary(const char *const *names, std::string &problem) {
    for (const char *const *name = names; *name; name++) {
        if (void *handle = dlopen(*name, RTLD_NOW | RTLD_LOCAL)) return handle;
        // A library that is there and does not load says more than one that is not there.
        const char *reason = dlerror();
        if (problem.empty() || (reason && !std::strstr(reason, "No such file"))) problem = reason ? reason : *name;
    }
    return nullptr;
}

void loadLibrary(const char *const *names, const LibraryFunction *functions, size_t count, std::string &problem) {
    void *handle = openLibrary(names, problem);
    if (!handle) return;
    problem.clear();
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(handle, functions[i].name);
        if (!found) {
            problem = std::string("the library has no ") + functions[i].name;
            return;
        }
        *static_cast<void **>(functions[i].address) = found;
    }
}

extern "C" {
const char *ks_library_problem(ks_library library) {
    return library == ks_picosat ? picosatProblem() : cryptominisatProblem();
}

ks_library_solver *ks_library_new(ks_library library, const volatile int *interrupt, int variables, int first_phase) {
    ks_library_solver *solver =
        library == ks_picosat ? newPicosat(variables, first_phase) : newCryptominisat(variables, first_phase);
    solver->stopper.interrupt = interrupt;
    return solver;
}

void ks_library_delete(ks_library_solver *s) { delete s; }
void ks_library_add_all(ks_library_solver *s, const int *literals, long count) { s->addAll(literals, count); }

int ks_library_solve(ks_library_solver *s, const int *assumptions, long count) {
    return s->stopper.isTime() ? 0 : s->solve(assumptions, count);
}

int ks_library_value(ks_library_solver *s, int literal) { return s->value(literal); }
int ks_library_failed(ks_library_solver *s, int literal) { return s->failed(literal); }
void ks_library_phase(ks_library_solver *s, int literal, int phase) { s->prefer(literal, phase); }
int ks_library_fixed(ks_library_solver *s, int literal) { return s->fixed(literal); }
void ks_library_stop_after(ks_library_solver *s, double seconds) { s->stopper.stopAfter(seconds); }
void ks_library_stop_when(ks_library_solver *s, const volatile int *flag) { s->stopper.cancel = flag; }
void ks_library_limit_memory(ks_library_solver *s, long long bytes) { s->stopper.memoryLimit = bytes; }
}
