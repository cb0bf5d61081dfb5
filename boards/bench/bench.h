/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_H
#define BENCH_H

/* A kind of test. */
struct kind {
	const char *name;
	const char *unit;
	/* How many operations a repetition has, at bench_scale=100. */
	long count;
	/* Does so many operations; 0, or what the kernel refused as -errno. */
	long (*run)(long count);
};

extern const struct kind kinds[];

/* The environment of this process, for those that it becomes. */
extern char **variables;

/* What a process that replaced itself goes on with: `WORD COUNT` were its arguments. Does not return. */
void go_on_replacing(long count);

long to_number(const char *text);
/* The digits of a number that is not negative; gives the end, where no NUL is written. */
char *put_number(char *to, unsigned long number);

#endif
