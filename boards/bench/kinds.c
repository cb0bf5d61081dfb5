// SPDX-License-Identifier: GPL-2.0-or-later
/* The kinds of test: those that UnixBench has, in programs of our own. Each does a fixed number of operations, so that two
 * kernels are asked the same, and the fewer instructions win. */
#include "bench.h"
#include "sys.h"

#define BLOCK 512		/* of a pipe, in bytes */
#define CHUNK 1024		/* of a file, in bytes */
#define FILE_CHUNKS 256		/* how long a file gets */
#define PAGE 4096		/* no page is smaller; a larger one is touched more than once */
#define PAGES 256		/* mapped at once */

static char buffer[CHUNK];

/* Four calls that do next to nothing. */
static long calls(long count)
{
	for (long done = 0; done < count; done += 4) {
		long copy = SYS(__NR_dup, 1, 0, 0);

		if (copy < 0)
			return copy;
		sys_close(copy);
		SYS(__NR_getppid, 0, 0, 0);
		SYS(__NR_umask, 022, 0, 0);
	}
	return 0;
}

/* All or -errno. What a pipe takes and gives in parts would be another test: -1 (EPERM) stands for that. */
static long whole(long result, long wanted) { return result == wanted ? 0 : result < 0 ? result : -1; }

static long put(int file, const void *from, long count) { return whole(sys_write(file, from, count), count); }
static long get(int file, void *to, long count) { return whole(sys_read(file, to, count), count); }

static long through_pipe(long count)
{
	int ends[2];
	long problem = sys_pipe(ends);

	if (problem)
		return problem;
	for (long done = 0; done < count && !problem; done++) {
		problem = put(ends[1], buffer, BLOCK);
		if (!problem)
			problem = get(ends[0], buffer, BLOCK);
	}
	sys_close(ends[0]);
	sys_close(ends[1]);
	return problem;
}

static long wait_for(long process)
{
	int status = 0;
	long ended = sys_wait(process, &status);

	return ended < 0 ? ended : status ? -1 : 0;
}

/* Says back each number until the pipe ends. */
static void answer(int from, int to)
{
	long number;

	while (!get(from, &number, sizeof(number)))
		if (put(to, &number, sizeof(number)))
			sys_exit(1);
	sys_exit(0);
}

/* Numbers go to another process and back: two switches each. */
static long back_and_forth(long count)
{
	int there[2], back[2];
	long problem = sys_pipe(there), process, number;

	if (problem)
		return problem;
	problem = sys_pipe(back);
	if (problem)
		return problem;
	process = sys_fork();
	if (process == 0) {
		sys_close(there[1]);
		sys_close(back[0]);
		answer(there[0], back[1]);
	}
	sys_close(there[0]);
	sys_close(back[1]);
	problem = process < 0 ? process : 0;
	for (long done = 0; done < count && !problem; done += 2) {
		problem = put(there[1], &done, sizeof(done));
		if (!problem)
			problem = get(back[0], &number, sizeof(number));
		if (!problem && number != done)
			problem = -1;
	}
	sys_close(there[1]);
	sys_close(back[0]);
	if (process > 0 && wait_for(process) && !problem)
		problem = -1;
	return problem;
}

static long processes(long count)
{
	long problem = 0;

	for (long done = 0; done < count && !problem; done++) {
		long process = sys_fork();

		if (process == 0)
			sys_exit(0);
		problem = process < 0 ? process : wait_for(process);
	}
	return problem;
}

void go_on_replacing(long count)
{
	char digits[24] = "", *arguments[] = { "/init", "replace", digits, 0 };

	if (count == 0)
		sys_exit(0);
	*put_number(digits, count - 1) = 0;
	sys_exec("/init", arguments, variables);
	sys_exit(1);
}

/* A process replaces itself by the same program, again and again. */
static long replacements(long count)
{
	long process = sys_fork();

	if (process == 0)
		go_on_replacing(count);
	return process < 0 ? process : wait_for(process);
}

static long copy_once(int from, int to, long chunks)
{
	long problem = 0;

	sys_rewind(from);
	sys_rewind(to);
	for (long done = 0; done < chunks && !problem; done++) {
		problem = get(from, buffer, CHUNK);
		if (!problem)
			problem = put(to, buffer, CHUNK);
	}
	return problem;
}

/* From one file to another, both in memory: an initramfs has no other. */
static long copies(long count)
{
	long from = sys_open("/from", READ_WRITE_NEW), to = sys_open("/to", READ_WRITE_NEW), problem = 0;

	if (from < 0)
		return from;
	if (to < 0)
		return to;
	for (int chunk = 0; chunk < FILE_CHUNKS && !problem; chunk++)
		problem = put(from, buffer, CHUNK);
	for (long done = 0; done < count && !problem; done += FILE_CHUNKS) {
		long rest = count - done;

		problem = copy_once(from, to, rest < FILE_CHUNKS ? rest : FILE_CHUNKS);
	}
	sys_close(from);
	sys_close(to);
	return problem;
}

/* Memory that nobody has touched, is touched page by page and given back. */
static long faults(long count)
{
	for (long done = 0; done < count; done += PAGES) {
		/* PROT_READ | PROT_WRITE; MAP_PRIVATE | MAP_ANONYMOUS */
		long place = sys(__NR_mmap, 0, PAGES * PAGE, 3, 0x22, -1, 0);

		if (place < 0 && place > -4096)
			return place;
		for (long page = 0; page < PAGES; page++)
			((volatile char *)place)[page * PAGE] = 1;
		SYS(__NR_munmap, place, PAGES * PAGE, 0);
	}
	return 0;
}

/* Whole numbers and fractions. What is computed is kept, so that the compiler can't leave it out. */
static long sums(long count)
{
	static volatile double kept;
	unsigned long number = 1;
	double sum = 0;

	for (long done = 0; done < count; done++) {
		number = number * 6364136223846793005UL + 1442695040888963407UL;
		sum = sum / 2 + (double)(number >> 40) * 0.125;
	}
	kept = sum;
	return kept < 0 ? -1 : 0;
}

const struct kind kinds[] = {
	{ "syscall", "ns/call", 16000, calls },
	{ "pipe", "ns/block", 2000, through_pipe },
	{ "context", "ns/switch", 1200, back_and_forth },
	{ "process", "ns/process", 60, processes },
	{ "execl", "ns/exec", 60, replacements },
	{ "copy", "ns/KiB", 3072, copies },
	{ "fault", "ns/page", 1536, faults },
	{ "arithmetic", "ns/step", 200000, sums },
	{ 0, 0, 0, 0 },
};
