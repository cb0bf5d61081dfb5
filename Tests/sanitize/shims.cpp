// SPDX-License-Identifier: GPL-2.0-or-later
//
// Drives the C and C++ shims as Swift does, from several threads, for builds with sanitizers (run.sh).

#include "ccadical_shim.h"
#include "csatlibrary_shim.h"
extern "C" {
#include "ccurl_shim.h"
}
#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

static std::atomic<int> failures;

static void expect(bool holds, const char *what) {
    if (holds) return;
    failures++;
    std::printf("FAILED %s\n", what);
}

static void together(int count, const std::function<void(int)> &body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; i++) threads.emplace_back(body, i);
    for (auto &thread : threads) thread.join();
}

// --- CaDiCaL ---

static int interrupt;

struct Random {
    std::mt19937 engine;
    int below(int count) { return int(engine() % unsigned(count)); }
};

static std::vector<int> clauses(Random &random, int variables, int count) {
    std::vector<int> flat;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < 3; j++) {
            int variable = 1 + random.below(variables);
            flat.push_back(random.below(2) ? variable : -variable);
        }
        flat.push_back(0);
    }
    return flat;
}

static bool holds(const std::vector<int> &flat, const std::function<bool(int)> &isTrue) {
    bool clause = false;
    for (int literal : flat) {
        if (literal == 0) {
            if (!clause) return false;
            clause = false;
        } else if (isTrue(literal)) {
            clause = true;
        }
    }
    return true;
}

static bool hasModel(const std::vector<int> &flat, int variables, const std::vector<int> &assumed) {
    for (unsigned bits = 0; bits < 1u << variables; bits++) {
        auto isTrue = [bits](int literal) { return (bits >> (std::abs(literal) - 1) & 1) == unsigned(literal > 0); };
        bool fits = true;
        for (int literal : assumed) fits = fits && isTrue(literal);
        if (fits && holds(flat, isTrue)) return true;
    }
    return false;
}

static void smallFormulas(int seed) {
    Random random{std::mt19937(unsigned(seed))};
    for (int round = 0; round < 60; round++) {
        const int variables = 8;
        auto flat = clauses(random, variables, 10 + random.below(30));
        ks_cadical *solver = ks_cadical_new(&interrupt);
        expect(ks_cadical_set(solver, "quiet", 1) == 1, "a known option");
        expect(ks_cadical_set(solver, "no such option", 1) == 0, "an unknown option");
        ks_cadical_expect(solver, variables);
        ks_cadical_add_all(solver, flat.data(), long(flat.size()));
        for (int question = 0; question < 6; question++) {
            std::vector<int> assumed;
            for (int i = 0; i < question; i++) assumed.push_back(random.below(2) ? 1 + random.below(variables) : -1 - random.below(variables));
            for (int literal : assumed) ks_cadical_assume(solver, literal);
            ks_cadical_phase(solver, 1 + random.below(variables));
            int answer = ks_cadical_solve(solver);
            expect((answer == 10) == hasModel(flat, variables, assumed), "satisfiable");
            if (answer == 10)
                expect(holds(flat, [solver](int literal) { return ks_cadical_value(solver, literal) != 0; }), "a model");
            if (answer == 20) {
                std::vector<int> core;
                for (int literal : assumed) if (ks_cadical_failed(solver, literal)) core.push_back(literal);
                expect(!hasModel(flat, variables, core), "a core");
            }
            ks_cadical_unphase(solver, 1 + random.below(variables));
            ks_cadical_fixed(solver, 1 + random.below(variables));
        }
        ks_cadical_delete(solver);
    }
}

// Pigeons: too hard to end by itself.
static std::vector<int> hard(int holes) {
    std::vector<int> flat;
    auto variable = [holes](int pigeon, int hole) { return pigeon * holes + hole + 1; };
    for (int pigeon = 0; pigeon <= holes; pigeon++) {
        for (int hole = 0; hole < holes; hole++) flat.push_back(variable(pigeon, hole));
        flat.push_back(0);
    }
    for (int hole = 0; hole < holes; hole++)
        for (int a = 0; a <= holes; a++)
            for (int b = 0; b < a; b++) flat.insert(flat.end(), {-variable(a, hole), -variable(b, hole), 0});
    return flat;
}

static void stopped(int way) {
    auto flat = hard(12);
    ks_cadical *solver = ks_cadical_new(&interrupt);
    ks_cadical_set(solver, "quiet", 1);
    ks_cadical_add_all(solver, flat.data(), long(flat.size()));
    int flag = 0;
    std::thread other;
    switch (way) {
    case 0: ks_cadical_stop_after(solver, 0.2); break;
    case 1: ks_cadical_limit_conflicts(solver, 100); break;
    case 2: ks_cadical_limit_memory(solver, 1); break;
    default:
        ks_cadical_stop_when(solver, &flag);
        other = std::thread([&flag] {
            usleep(100000);
            __atomic_store_n(&flag, 1, __ATOMIC_RELAXED);
        });
    }
    expect(ks_cadical_solve(solver) == 0, "a search that is stopped");
    if (other.joinable()) other.join();
    ks_cadical_delete(solver);
}

static void interrupted() {
    auto flat = hard(12);
    std::thread other([] {
        usleep(100000);
        __atomic_store_n(&interrupt, 1, __ATOMIC_RELAXED);
    });
    together(3, [&flat](int) {
        ks_cadical *solver = ks_cadical_new(&interrupt);
        ks_cadical_set(solver, "quiet", 1);
        ks_cadical_add_all(solver, flat.data(), long(flat.size()));
        expect(ks_cadical_solve(solver) == 0, "an interrupt");
        ks_cadical_delete(solver);
    });
    other.join();
    __atomic_store_n(&interrupt, 0, __ATOMIC_RELAXED);
}

// --- PicoSAT, CryptoMiniSat ---

static void smallLibraryFormulas(ks_library library, int seed) {
    Random random{std::mt19937(unsigned(seed))};
    for (int round = 0; round < 30; round++) {
        const int variables = 8;
        auto flat = clauses(random, variables, 10 + random.below(30));
        ks_library_solver *solver = ks_library_new(library, &interrupt, variables, round % 2);
        ks_library_add_all(solver, flat.data(), long(flat.size()));
        for (int question = 0; question < 6; question++) {
            std::vector<int> assumed;
            for (int i = 0; i < question; i++) assumed.push_back(random.below(2) ? 1 + random.below(variables) : -1 - random.below(variables));
            ks_library_phase(solver, 1 + random.below(variables), question % 2);
            int answer = ks_library_solve(solver, assumed.data(), long(assumed.size()));
            expect((answer == 10) == hasModel(flat, variables, assumed), "satisfiable");
            if (answer == 10)
                expect(holds(flat, [solver](int literal) { return ks_library_value(solver, literal) != 0; }), "a model");
            if (answer == 20) {
                std::vector<int> core;
                for (int literal : assumed) if (ks_library_failed(solver, literal)) core.push_back(literal);
                expect(!hasModel(flat, variables, core), "a core");
            }
            ks_library_fixed(solver, 1 + random.below(variables));
        }
        ks_library_delete(solver);
    }
}

static void stoppedLibrary(ks_library library, int way) {
    auto flat = hard(12);
    ks_library_solver *solver = ks_library_new(library, &interrupt, 156, 0);
    ks_library_add_all(solver, flat.data(), long(flat.size()));
    int flag = 0;
    std::thread other;
    switch (way) {
    case 0: ks_library_stop_after(solver, 0.2); break;
    case 1: ks_library_limit_memory(solver, 1); break;
    default:
        ks_library_stop_when(solver, &flag);
        other = std::thread([&flag] {
            usleep(100000);
            __atomic_store_n(&flag, 1, __ATOMIC_RELAXED);
        });
    }
    expect(ks_library_solve(solver, nullptr, 0) == 0, "a search that is stopped");
    if (other.joinable()) other.join();
    ks_library_delete(solver);
}

// --- curl ---

static const char *const answers[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
    "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\ncut",
    "",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
};

// Answers by the first byte of the body, which says which answer is wanted.
static void serve(int server) {
    while (true) {
        int client = accept(server, nullptr, nullptr);
        if (client < 0) return;
        std::string text;
        char buffer[4096];
        size_t end;
        while ((end = text.find("\r\n\r\n")) == std::string::npos || text.size() < end + 5) {
            ssize_t count = read(client, buffer, sizeof buffer);
            if (count <= 0) break;
            text.append(buffer, size_t(count));
        }
        if (end != std::string::npos && text.size() > end + 4) {
            int wanted = text[end + 4] - '0';
            if (wanted == 9) {
                close(client);
                return;
            }
            const char *answer = answers[wanted];
            if (write(client, answer, std::strlen(answer)) < 0) std::perror("write");
        }
        close(client);
    }
}

static int collect(const char *bytes, size_t count, void *context) {
    static_cast<std::string *>(context)->append(bytes, count);
    return 0;
}

static int refuse(const char *, size_t, void *) { return 1; }

static ks_curl_result post(const std::string &url, int wanted, ks_curl_sink sink, std::string &body) {
    const char *headers[] = {"Content-Type: application/json", "Authorization: Bearer x"};
    std::string text(1000, char('0' + wanted));
    ks_curl_result result;
    ks_curl_post(url.c_str(), headers, 2, text.data(), text.size(), {5, 5, 10}, sink, &body, &result);
    return result;
}

static void transfers() {
    signal(SIGPIPE, SIG_IGN);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(server, reinterpret_cast<sockaddr *>(&address), length) || listen(server, 16) ||
        getsockname(server, reinterpret_cast<sockaddr *>(&address), &length)) {
        std::perror("server");
        std::exit(3);
    }
    std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    std::thread thread(serve, server);
    together(4, [&url](int) {
        for (int round = 0; round < 5; round++) {
            std::string body;
            auto result = post(url, 0, collect, body);
            expect(result.failure == KS_CURL_DONE && result.status == 200 && body == "hello", "an answer");
            body.clear();
            result = post(url, 1, collect, body);
            expect(result.status == 429 && result.retry_after == 7, "Retry-After");
            expect(post(url, 2, collect, body).failure == KS_CURL_CUT_OFF, "cut off");
            expect(post(url, 3, collect, body).failure == KS_CURL_CUT_OFF, "nothing");
            body.clear();
            expect(post(url, 4, collect, body).failure == KS_CURL_DONE && body == "hello", "chunks");
            expect(post(url, 0, refuse, body).failure == KS_CURL_ENDED_BY_SINK, "a sink that refuses");
        }
    });
    std::string body;
    expect(post("ftp://127.0.0.1/", 0, collect, body).failure == KS_CURL_BAD_URL, "another protocol");
    expect(post("http://127.0.0.1:1/", 0, collect, body).failure == KS_CURL_NO_CONNECTION, "nobody there");
    post(url, 9, collect, body);
    thread.join();
    close(server);
}

int main() {
    together(4, smallFormulas);
    together(4, stopped);
    interrupted();
    for (ks_library library : {ks_picosat, ks_cryptominisat}) {
        const char *problem = ks_library_problem(library);
        expect(problem == nullptr, problem ? problem : "");
        if (problem) continue;
        together(4, [library](int seed) { smallLibraryFormulas(library, seed); });
        together(3, [library](int way) { stoppedLibrary(library, way); });
    }
    transfers();
    ks_give_back_blocks_above(1 << 19);
    std::printf("%d passed, %d failed\n", failures == 0, failures != 0);
    return failures != 0;
}
