// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef CSAT_LIBRARY_HPP
#define CSAT_LIBRARY_HPP
#include "csatlibrary_shim.h"
#include "stopper.hpp"
#include <cstring>
#include <string>

// One solver of a library.
struct ks_library_solver {
    Stopper stopper;
    virtual ~ks_library_solver() {}
    virtual void addAll(const int *literals, long count) = 0;
    virtual int solve(const int *assumptions, long count) = 0;
    virtual bool value(int literal) = 0;
    virtual bool failed(int literal) = 0;
    virtual void prefer(int, int) {}
    virtual int fixed(int) { return 0; }
};

// The first of several names (the last one is null) that can be opened; null with a problem.
void *openLibrary(const char *const *names, std::string &problem);
// False with a problem when the library has no such function.
bool findSymbol(void *handle, const char *name, void **function, std::string &problem);

const char *picosatProblem();
const char *cryptominisatProblem();
ks_library_solver *newPicosat(int variables, int firstPhase);
ks_library_solver *newCryptominisat(int variables, int firstPhase);
#endif
