// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replays what shell commands of Kconfig macros printed, for tests: most of the time of a `conf` run goes into
 * compilers that it starts, with the same results each time. Loaded by LD_PRELOAD into conf and into kconfig-sat, which
 * both start commands by popen(3) and read them to their end.
 *
 * A command's output is kept in the folder $KCONFIG_SAT_REPLAY under a hash of the command and of the environment.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern char **environ;

/* Differs from run to run without an effect on any probe. */
static const char *const ignored[] = { "KCONFIG_", "PWD=", "OLDPWD=", "_=", "SHLVL=", "LD_PRELOAD=", "XDG_CACHE_HOME=" };

static uint64_t hash(uint64_t state, const char *text)
{
	do {
		state = (state ^ (unsigned char)*text) * 0x100000001b3u;
	} while (*text++);
	return state;
}

static int is_ignored(const char *entry)
{
	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		if (!strncmp(entry, ignored[i], strlen(ignored[i])))
			return 1;
	return 0;
}

static char *file_of(const char *folder, const char *command)
{
	uint64_t one = hash(0xcbf29ce484222325u, command), sum = 0;
	char *path;

	/* A sum, since the order of the environment has no meaning. */
	for (char **entry = environ; *entry; entry++)
		if (!is_ignored(*entry))
			sum += hash(one, *entry);
	if (asprintf(&path, "%s/%016llx%016llx", folder, (unsigned long long)one, (unsigned long long)sum) < 0)
		abort();
	return path;
}

static void copy(int from, int to)
{
	char buffer[4096];
	ssize_t count;

	lseek(from, 0, SEEK_SET);
	while ((count = read(from, buffer, sizeof buffer)) > 0)
		if (write(to, buffer, count) != count)
			abort();
}

/* Runs the command; its output and its messages go to two files, written beside and then renamed. */
static void record(FILE *(*real_popen)(const char *, const char *), int (*real_pclose)(FILE *), const char *command,
		   const char *path, const char *messages)
{
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	int own = fcntl(2, F_DUPFD_CLOEXEC, 3);
	const char *names[] = { messages, path };
	int sources[] = { err, out };
	char buffer[4096];
	size_t count;
	FILE *pipe;

	dup2(err, 2);
	pipe = real_popen(command, "r");
	dup2(own, 2);
	close(own);
	if (!pipe)
		abort();
	while ((count = fread(buffer, 1, sizeof buffer, pipe)) > 0)
		if (write(out, buffer, count) != (ssize_t)count)
			abort();
	real_pclose(pipe);
	for (int i = 0; i < 2; i++) {
		char *beside;
		int file;

		if (asprintf(&beside, "%s.%d", names[i], getpid()) < 0)
			abort();
		file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (file < 0)
			abort();
		copy(sources[i], file);
		close(file);
		rename(beside, names[i]);
		free(beside);
		close(sources[i]);
	}
}

FILE *popen(const char *command, const char *type)
{
	FILE *(*real_popen)(const char *, const char *) = dlsym(RTLD_NEXT, "popen");
	int (*real_pclose)(FILE *) = dlsym(RTLD_NEXT, "pclose");
	const char *folder = getenv("KCONFIG_SAT_REPLAY");
	char *path, *messages;
	FILE *stream;
	int err;

	if (!folder)
		return real_popen(command, type);
	path = file_of(folder, command);
	if (asprintf(&messages, "%s.stderr", path) < 0)
		abort();
	if (access(path, R_OK) != 0)
		record(real_popen, real_pclose, command, path, messages);
	err = open(messages, O_RDONLY | O_CLOEXEC);
	copy(err, 2);
	close(err);
	stream = fopen(path, "re");
	free(path);
	free(messages);
	return stream;
}

int pclose(FILE *stream)
{
	int (*real_pclose)(FILE *) = dlsym(RTLD_NEXT, "pclose");

	return getenv("KCONFIG_SAT_REPLAY") ? fclose(stream) : real_pclose(stream);
}
