// SPDX-License-Identifier: GPL-2.0-or-later
#include "ccurl_shim.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct transfer {
    ks_curl_sink sink;
    void *context;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t write_body(char *bytes, size_t size, size_t count, void *user) {
    struct transfer *transfer = user;
    return transfer->sink(bytes, size * count, transfer->context) == 0 ? size * count : 0;
}

static struct curl_slist *header_list(const char *const *headers, size_t count) {
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < count; i++) list = curl_slist_append(list, headers[i]);
    return list;
}

static enum ks_curl_failure failure(CURLcode code) {
    switch (code) {
    case CURLE_OK: return KS_CURL_DONE;
    case CURLE_OPERATION_TIMEDOUT: return KS_CURL_TIMED_OUT;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return KS_CURL_NO_CONNECTION;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING: return KS_CURL_CUT_OFF;
    case CURLE_WRITE_ERROR: return KS_CURL_ENDED_BY_SINK;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return KS_CURL_BAD_URL;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return KS_CURL_TLS;
    default: return KS_CURL_OTHER;
    }
}

static void set_up(CURL *curl, const char *url, struct curl_slist *headers, const char *body, size_t length,
                   struct ks_curl_limits limits) {
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, limits.connect_seconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, limits.silence_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, limits.total_seconds);
}

void ks_curl_post(const char *url, const char *const *headers, size_t header_count, const char *body,
                  size_t body_length, struct ks_curl_limits limits, ks_curl_sink sink, void *context,
                  struct ks_curl_result *result) {
    char error[CURL_ERROR_SIZE] = "";
    struct transfer transfer = {sink, context};
    curl_off_t retry_after = 0;
    memset(result, 0, sizeof *result);
    result->retry_after = -1;
    pthread_once(&once, start);
    CURL *curl = curl_easy_init();
    if (!curl) {
        result->failure = KS_CURL_OTHER;
        snprintf(result->message, sizeof result->message, "libcurl does not start");
        return;
    }
    struct curl_slist *list = header_list(headers, header_count);
    set_up(curl, url, list, body, body_length, limits);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result->status);
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after) == CURLE_OK && retry_after > 0)
        result->retry_after = (long)retry_after;
    result->failure = failure(code);
    snprintf(result->message, sizeof result->message, "%s", error[0] ? error : curl_easy_strerror(code));
    curl_easy_cleanup(curl);
    curl_slist_free_all(list);
}
