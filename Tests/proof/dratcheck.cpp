// SPDX-License-Identifier: GPL-2.0-or-later
//
// Checks a proof in the DRAT format (as text) against a formula in DIMACS CNF, forwards: every clause of the proof must be confirmed by
// unit propagation (RUP) from the clauses before it, those that were deleted left out, and one of them must be empty.
//
//   dratcheck FORMULA PROOF
//
// Stricter than drat-trim: no clause is let pass for resolving away (RAT), no proof without an empty clause. As there, a deletion is
// passed over when the clause has forced a value that holds for good.
//
// Exit status: 0 the proof is right, 1 it is not, 2 a file can't be read.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using Clause = std::vector<int>;

class Checker {
    std::vector<Clause> clauses;
    std::vector<bool> isDeleted;
    // Which clauses watch a literal: its first two. By the literal's number.
    std::vector<std::vector<int>> watches;
    // 1 true, -1 false, 0 open; by the literal's number.
    std::vector<signed char> values;
    // The clause that forced a value, by the variable; -1 for none.
    std::vector<int> reasons;
    std::vector<int> trail;
    size_t next = 0;
    bool isRefuted = false;
    std::unordered_multimap<size_t, int> byHash;

    static size_t number(int literal) { return size_t(std::abs(literal)) * 2 + size_t(literal < 0); }

    static size_t hash(const Clause &sorted) {
        size_t sum = sorted.size();
        for (int literal : sorted) sum = sum * 1000003 + number(literal);
        return sum;
    }

    void know(int literal) {
        const size_t needed = size_t(std::abs(literal)) * 2 + 2;
        if (values.size() >= needed) return;
        values.resize(needed);
        watches.resize(needed);
        reasons.resize(needed / 2, -1);
    }

    int value(int literal) const { return values[number(literal)]; }

    void assign(int literal, int reason) {
        values[number(literal)] = 1;
        values[number(-literal)] = -1;
        reasons[size_t(std::abs(literal))] = reason;
        trail.push_back(literal);
    }

    // False when a clause has only false literals.
    bool propagate() {
        while (next < trail.size()) {
            const int falsified = -trail[next++];
            std::vector<int> &list = watches[number(falsified)];
            size_t kept = 0;
            for (size_t i = 0; i < list.size(); i++) {
                const int index = list[i];
                if (isDeleted[size_t(index)]) continue;
                Clause &clause = clauses[size_t(index)];
                if (clause[0] == falsified) std::swap(clause[0], clause[1]);
                if (value(clause[0]) > 0) {
                    list[kept++] = index;
                    continue;
                }
                size_t other = 2;
                while (other < clause.size() && value(clause[other]) < 0) other++;
                if (other < clause.size()) {
                    std::swap(clause[1], clause[other]);
                    watches[number(clause[1])].push_back(index);
                    continue;
                }
                list[kept++] = index;
                if (value(clause[0]) == 0) {
                    assign(clause[0], index);
                    continue;
                }
                while (++i < list.size()) list[kept++] = list[i];
                list.resize(kept);
                return false;
            }
            list.resize(kept);
        }
        return true;
    }

public:
    // Each literal once; true for a clause with a literal and its opposite.
    static bool normalize(Clause &clause) {
        std::sort(clause.begin(), clause.end());
        clause.erase(std::unique(clause.begin(), clause.end()), clause.end());
        return std::any_of(clause.begin(), clause.end(), [&clause](int literal) {
            return std::binary_search(clause.begin(), clause.end(), -literal);
        });
    }

    // The clause holds from now on.
    void add(Clause clause) {
        if (normalize(clause)) return;
        const int index = int(clauses.size());
        byHash.emplace(hash(clause), index);
        for (int literal : clause) know(literal);
        // What is not false comes first, to be watched.
        std::stable_sort(clause.begin(), clause.end(), [this](int a, int b) { return value(a) > value(b); });
        clauses.push_back(clause);
        isDeleted.push_back(false);
        if (clause.size() > 1)
            for (int i = 0; i < 2; i++) watches[number(clause[size_t(i)])].push_back(index);
        if (clause.empty() || value(clause[0]) < 0) {
            isRefuted = true;
        } else if (value(clause[0]) == 0 && (clause.size() == 1 || value(clause[1]) < 0)) {
            assign(clause[0], index);
            if (!propagate()) isRefuted = true;
        }
    }

    // Whether the clause follows by propagation.
    bool follows(Clause clause) {
        if (isRefuted || normalize(clause)) return true;
        const size_t start = trail.size();
        bool isConfirmed = false;
        for (int literal : clause) {
            know(literal);
            if (value(literal) > 0) isConfirmed = true;
            if (value(literal) == 0) assign(-literal, -1);
        }
        if (!isConfirmed) isConfirmed = !propagate();
        while (trail.size() > start) {
            values[number(trail.back())] = values[number(-trail.back())] = 0;
            reasons[size_t(std::abs(trail.back()))] = -1;
            trail.pop_back();
        }
        next = start;
        return isConfirmed;
    }

    // False when there is no such clause.
    bool remove(Clause clause) {
        if (normalize(clause)) return true;
        auto range = byHash.equal_range(hash(clause));
        for (auto each = range.first; each != range.second; ++each) {
            Clause sorted = clauses[size_t(each->second)];
            std::sort(sorted.begin(), sorted.end());
            if (sorted != clause) continue;
            for (int literal : sorted)
                if (reasons[size_t(std::abs(literal))] == each->second) return true;
            isDeleted[size_t(each->second)] = true;
            byHash.erase(each);
            return true;
        }
        return false;
    }
};

static bool read(std::istringstream &words, Clause &clause) {
    int literal;
    while (words >> literal) {
        if (literal == 0) return true;
        clause.push_back(literal);
    }
    return false;
}

int main(int count, char **arguments) {
    if (count != 3) {
        std::cerr << "usage: dratcheck FORMULA PROOF\n";
        return 2;
    }
    std::ifstream formula(arguments[1]), proof(arguments[2]);
    if (!formula || !proof) {
        std::cerr << "dratcheck: can't read " << arguments[formula ? 2 : 1] << "\n";
        return 2;
    }
    Checker checker;
    std::string line;
    long variables = -1, announced = -1, clauses = 0;
    while (std::getline(formula, line)) {
        if (line.empty() || line[0] == 'c') continue;
        if (line[0] == 'p') {
            if (std::sscanf(line.c_str(), "p cnf %ld %ld", &variables, &announced) != 2) return 2;
            continue;
        }
        std::istringstream words(line);
        Clause clause;
        if (!read(words, clause)) {
            std::cerr << "dratcheck: a clause without an end: " << line << "\n";
            return 2;
        }
        for (int literal : clause)
            if (std::abs(literal) > variables) {
                std::cerr << "dratcheck: the header does not know " << literal << "\n";
                return 2;
            }
        checker.add(clause);
        clauses++;
    }
    if (clauses != announced) {
        std::cerr << "dratcheck: " << clauses << " clauses, " << announced << " in the header\n";
        return 2;
    }
    long number = 0, steps = 0, missing = 0;
    while (std::getline(proof, line)) {
        number++;
        const bool isDeletion = !line.empty() && line[0] == 'd';
        std::istringstream words(isDeletion ? line.substr(1) : line);
        Clause clause;
        if (!read(words, clause)) {
            std::cout << "not a step, line " << number << ": " << line << "\n";
            return 1;
        }
        if (isDeletion) {
            if (!checker.remove(clause)) missing++;
            continue;
        }
        steps++;
        if (!checker.follows(clause)) {
            std::cout << "does not follow, line " << number << ": " << line << "\n";
            return 1;
        }
        if (clause.empty()) {
            std::cout << "verified: " << clauses << " clauses, " << steps << " steps\n";
            return 0;
        }
        checker.add(clause);
    }
    std::cout << "the proof has no empty clause\n";
    return 1;
}
