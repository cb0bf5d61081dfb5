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

// A function of a library, and where its address goes.
struct LibraryFunction {
    const char *name;
    void *address;
};

// Opens the first of several names that can be opened (the last one is null) and looks the functions up; else the problem
// says what is missing.
void loadLibrary(const char *const *names, const LibraryFunction *functions, size_t count, std::string &problem);

const char *picosatProblem();
const char *cryptominisatProblem();
ks_library_solver *newPicosat(int variables, int firstPhase);
ks_library_solver *newCryptominisat(int variables, int firstPhase);
#endif
