// SPDX-License-Identifier: GPL-2.0-or-later
/* The first process of a kernel that is measured: runs the kinds of test and prints a line a repetition,
 *
 *     bench NAME REPETITION VALUE UNIT
 *
 * nanoseconds an operation. `bench ready` comes before them, `bench done` behind them; then the machine is switched off. A
 * kind that the kernel refuses gives `bench NAME error NUMBER`.
 *
 * The kernel's command line may have (it hands to init as variables what it doesn't know itself):
 *     bench_repetitions=N   of each kind; 5
 *     bench_scale=PERCENT   of the usual number of operations; 100. A board of today needs some thousands.
 *     bench_only=NAME,NAME  nothing else
 *     bench_seed=N          passed over: a word that makes one boot different from the next, where that is wanted
 */
#include "bench.h"
#include "sys.h"

#define CLOCK_MONOTONIC 1
#define WAIT_FOR_OUTPUT 0x5409	/* TCSBRK: with 1 it only waits */
#define POWER_OFF 0x4321fedc

char **variables;

/* GCC may make calls of these from loops and structures. */
void *memcpy(void *to, const void *from, word count)
{
	for (word i = 0; i < count; i++)
		((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memset(void *to, int byte, word count)
{
	for (word i = 0; i < count; i++)
		((volatile char *)to)[i] = byte;
	return to;
}

/* --- text ------------------------------------------------------------------------------------------------------------ */

static word length(const char *text)
{
	word count = 0;

	while (text[count])
		count++;
	return count;
}

static int begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return 0;
	return 1;
}

long to_number(const char *text)
{
	long number = 0;

	/* Eight digits are enough for anything here, and can't overflow. */
	for (int digit = 0; digit < 8 && text[digit] >= '0' && text[digit] <= '9'; digit++)
		number = number * 10 + text[digit] - '0';
	return number;
}

char *put_number(char *to, unsigned long number)
{
	char digits[24];
	int count = 0;

	do {
		digits[count++] = '0' + number % 10;
		number /= 10;
	} while (number);
	while (count)
		*to++ = digits[--count];
	return to;
}

static char *put_text(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	return to;
}

/* With three places behind the point: an instruction of QEMU's lasts 8 ns, and some operations a few of these. */
static char *put_ratio(char *to, unsigned long above, unsigned long below)
{
	unsigned long thousandths = (above * 1000 + below / 2) / below;

	to = put_number(to, thousandths / 1000);
	*to++ = '.';
	*to++ = '0' + thousandths / 100 % 10;
	*to++ = '0' + thousandths / 10 % 10;
	*to++ = '0' + thousandths % 10;
	return to;
}

/* Prints a line, and waits until it is out: no interrupt of the serial line may fall into what is measured next. */
static void say(char *line, char *end)
{
	*end++ = '\n';
	sys_write(1, line, end - line);
	SYS(__NR_ioctl, 1, WAIT_FOR_OUTPUT, 1);
}

static void say_text(const char *text)
{
	char line[64];

	say(line, put_text(line, text));
}

/* --- what is asked for ----------------------------------------------------------------------------------------------- */

/* The value of a variable; 0 when there is none. */
static const char *variable(const char *name)
{
	for (char **each = variables; *each; each++)
		if (begins(*each, name) && (*each)[length(name)] == '=')
			return *each + length(name) + 1;
	return 0;
}

static long number_variable(const char *name, long usual)
{
	const char *text = variable(name);
	long number = text ? to_number(text) : 0;

	return number > 0 ? number : usual;
}

/* Whether the name stands in a list with commas; any does where there is no list. */
static int is_wanted(const char *name, const char *list)
{
	while (list) {
		if (begins(list, name) && (list[length(name)] == ',' || !list[length(name)]))
			return 1;
		while (*list && *list != ',')
			list++;
		if (!*list++)
			return 0;
	}
	return 1;
}

/* --- measuring ------------------------------------------------------------------------------------------------------- */

static unsigned long now(void)
{
	long time[2] = { 0, 0 };

	SYS(__NR_clock_gettime, CLOCK_MONOTONIC, time, 0);
	return time[0] * 1000000000UL + time[1];
}

/* Runs a kind once; prints unless it is the first time, which warms up. */
static long repetition(const struct kind *kind, long number, long count)
{
	char line[128], *end = put_text(put_text(line, "bench "), kind->name);
	unsigned long start = now();
	long problem = kind->run(count);
	unsigned long spent = now() - start;

	if (problem)
		end = put_number(put_text(end, " error "), -problem);
	else if (number == 0)
		return 0;
	else
		end = put_text(put_text(put_ratio(put_text(put_number(put_text(end, " "), number), " "), spent, count), " "),
			       kind->unit);
	say(line, end);
	return problem;
}

static void measure_all(void)
{
	long repetitions = number_variable("bench_repetitions", 5), scale = number_variable("bench_scale", 100);
	const char *only = variable("bench_only");

	for (const struct kind *kind = kinds; kind->name; kind++) {
		long count = kind->count * scale / 100, problem;

		if (!is_wanted(kind->name, only))
			continue;
		if (count < 1)
			count = 1;
		problem = repetition(kind, 0, count / 4 + 1);
		for (long number = 1; number <= repetitions && !problem; number++)
			problem = repetition(kind, number, count);
	}
}

/* Any user space that was compiled for machines with an FPU uses its registers soon. One in which they are missing does not
 * come up, so neither does this one. */
static void use_fraction(void)
{
	volatile double fraction = 1.5;

	fraction = fraction * fraction;
}

/* --- start ----------------------------------------------------------------------------------------------------------- */

__asm__(START_CODE);

/* What the kernel puts on the stack of a process: the number of arguments, these, 0, variables, 0. */
__attribute__((used, noreturn)) void start(word *stack)
{
	long count = stack[0];
	char **arguments = (char **)(stack + 1);

	variables = arguments + count + 1;
	if (count == 3 && begins(arguments[1], "replace"))
		go_on_replacing(to_number(arguments[2]));
	use_fraction();
	say_text("bench ready");
	measure_all();
	say_text("bench done");
	/* On a board that can't switch itself off, whoever reads the console does. */
	sys(__NR_reboot, 0xfee1dead, 672274793, POWER_OFF, 0, 0, 0);
	for (;;)
		sys(__NR_ppoll, 0, 0, 0, 0, 0, 0);
}
