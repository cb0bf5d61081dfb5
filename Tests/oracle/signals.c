// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sends SIGINT to the process right before the call numbered $SIGNAL_AT of those that write files, for tests, makes the
 * folder $SIGNAL_SENT to tell it, and makes the moment wide: that call waits $SIGNAL_WAIT microseconds before it goes on, and
 * _exit waits longer. Loaded by LD_PRELOAD. Whatever a signal's handler and the thread that writes can do to each other, they do
 * in that time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* On with the call even when the signal ended the wait: its handler has returned then. */
static void wait_for(long microseconds)
{
	struct timespec left = { microseconds / 1000000, microseconds % 1000000 * 1000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

static void moment(void)
{
	static int count;
	const char *at = getenv("SIGNAL_AT"), *wait = getenv("SIGNAL_WAIT");
	int number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);

	if (!at || number != atoi(at))
		return;
	mkdir(getenv("SIGNAL_SENT"), 0700);
	kill(getpid(), SIGINT);
	wait_for(wait ? atol(wait) : 1000);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list rest)
{
	return flags & O_CREAT ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                                                                                     \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		va_list rest;                                                                                          \
		mode_t mode;                                                                                           \
		va_start(rest, flags);                                                                                 \
		mode = mode_of(flags, rest);                                                                           \
		va_end(rest);                                                                                          \
		if (flags & O_CREAT)                                                                                   \
			moment();                                                                                      \
		return REAL(name)(path, flags, mode);                                                                  \
	}
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *bytes, size_t count)
{
	if (file > 2)
		moment();
	return REAL(write)(file, bytes, count);
}

int fsync(int file)
{
	moment();
	return REAL(fsync)(file);
}

int rename(const char *from, const char *to)
{
	moment();
	return REAL(rename)(from, to);
}

/* Into a temporary folder, and out of it. */
int chdir(const char *path)
{
	moment();
	return REAL(chdir)(path);
}

int link(const char *from, const char *to)
{
	moment();
	return REAL(link)(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	moment();
	return REAL(linkat)(from_folder, from, to_folder, to, flags);
}

/* A handler that ends the program does so by this; others run on meanwhile. */
void _exit(int status)
{
	wait_for(4000);
	REAL(_exit)(status);
	__builtin_unreachable();
}
