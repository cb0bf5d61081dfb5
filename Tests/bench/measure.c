// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command and writes down what it took, with all that it started and waited for:
 *
 *   measure FILE COMMAND [ARGUMENT…]
 *
 * FILE gets its exit status, user and system time in microseconds, and the peak of the resident memory of its largest
 * process in KiB. It is a small program of its own since the peak of a process starts with that of the one that starts
 * it, which is too much when that is Python.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(struct timeval time)
{
	return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int count, char **arguments)
{
	struct rusage used;
	int status;
	FILE *file;
	pid_t child;

	if (count < 3)
		return 2;
	child = fork();
	if (child < 0)
		return 3;
	if (child == 0) {
		execvp(arguments[2], arguments + 2);
		perror(arguments[2]);
		_exit(127);
	}
	if (wait4(child, &status, 0, &used) != child)
		return 3;
	file = fopen(arguments[1], "w");
	if (!file)
		return 3;
	fprintf(file, "%d %lld %lld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		microseconds(used.ru_utime), microseconds(used.ru_stime), used.ru_maxrss);
	return fclose(file) == 0 ? 0 : 3;
}
