/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One HTTP POST through libcurl, as plain C functions: curl_easy_setopt is
 * variadic, which Swift does not import.
 */
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <stddef.h>

/* Takes bytes of the answer; a result other than 0 ends the transfer. */
typedef int (*ks_curl_sink)(const char *bytes, size_t count, void *context);

struct ks_curl_limits {
    long connect_seconds;
    /* The transfer ends when nothing arrives for so long. */
    long silence_seconds;
    long total_seconds;
};

enum ks_curl_failure {
    KS_CURL_DONE = 0,
    KS_CURL_TIMED_OUT,
    KS_CURL_NO_CONNECTION,
    KS_CURL_CUT_OFF,
    KS_CURL_ENDED_BY_SINK,
    KS_CURL_BAD_URL,
    KS_CURL_TLS,
    KS_CURL_OTHER
};

struct ks_curl_result {
    enum ks_curl_failure failure;
    long status;
    /* Seconds of a Retry-After header, -1 when there is none. */
    long retry_after;
    char message[256];
};

/* Posts `body`. `headers` are whole lines without line ends. Redirects are not followed. */
void ks_curl_post(const char *url, const char *const *headers, size_t header_count, const char *body,
                  size_t body_length, struct ks_curl_limits limits, ks_curl_sink sink, void *context,
                  struct ks_curl_result *result);

#endif
