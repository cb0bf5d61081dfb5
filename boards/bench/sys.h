/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel is asked, without a C library: what a library does at its start or caches is no part of what is
 * measured, and no library of the board's architecture has to be there. Calls that all architectures have, so that the
 * same ones are measured everywhere. A negative result is -errno. */
#ifndef BENCH_SYS_H
#define BENCH_SYS_H

#include <asm/unistd.h>

typedef unsigned long word;

/* START_CODE is where a process begins: it calls start() with what the kernel put on the stack. */

#if defined(__riscv) && __riscv_xlen == 64

#define START_CODE \
	".globl _start\n" \
	"_start:\n" \
	".option push\n" \
	".option norelax\n" \
	"lla gp, __global_pointer$\n" \
	".option pop\n" \
	"mv a0, sp\n" \
	"andi sp, sp, -16\n" \
	"call start\n"

static inline long sys(long number, word one, word two, word three, word four, word five, word six)
{
	register word a7 __asm__("a7") = number;
	register word a0 __asm__("a0") = one;
	register word a1 __asm__("a1") = two;
	register word a2 __asm__("a2") = three;
	register word a3 __asm__("a3") = four;
	register word a4 __asm__("a4") = five;
	register word a5 __asm__("a5") = six;

	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory");
	return a0;
}

#elif defined(__aarch64__)

#define START_CODE \
	".globl _start\n" \
	"_start:\n" \
	"mov x0, sp\n" \
	"and sp, x0, #-16\n" \
	"bl start\n"

static inline long sys(long number, word one, word two, word three, word four, word five, word six)
{
	register word x8 __asm__("x8") = number;
	register word x0 __asm__("x0") = one;
	register word x1 __asm__("x1") = two;
	register word x2 __asm__("x2") = three;
	register word x3 __asm__("x3") = four;
	register word x4 __asm__("x4") = five;
	register word x5 __asm__("x5") = six;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
	return x0;
}

#elif defined(__x86_64__)

#define START_CODE \
	".globl _start\n" \
	"_start:\n" \
	"mov %rsp, %rdi\n" \
	"and $-16, %rsp\n" \
	"call start\n"

static inline long sys(long number, word one, word two, word three, word four, word five, word six)
{
	long result;
	register word r10 __asm__("r10") = four;
	register word r8 __asm__("r8") = five;
	register word r9 __asm__("r9") = six;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(one), "S"(two), "d"(three), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

#else
#error "no system calls for this architecture: riscv64, aarch64 and x86_64 are known; add its start and sys() here"
#endif

#define SYS(number, one, two, three) sys(number, (word)(one), (word)(two), (word)(three), 0, 0, 0)

#define HERE (-100)		/* AT_FDCWD */
#define READ_ONLY 0		/* O_RDONLY */
#define READ_WRITE_NEW 01102	/* O_RDWR | O_CREAT | O_TRUNC */
#define CHILD_ENDS 17		/* SIGCHLD */

static inline long sys_open(const char *path, int flags) { return sys(__NR_openat, HERE, (word)path, flags, 0600, 0, 0); }
static inline long sys_close(int file) { return SYS(__NR_close, file, 0, 0); }
static inline long sys_read(int file, void *to, word count) { return SYS(__NR_read, file, to, count); }
static inline long sys_write(int file, const void *from, word count) { return SYS(__NR_write, file, from, count); }
static inline long sys_rewind(int file) { return SYS(__NR_lseek, file, 0, 0); }
static inline long sys_pipe(int ends[2]) { return SYS(__NR_pipe2, ends, 0, 0); }
static inline long sys_fork(void) { return SYS(__NR_clone, CHILD_ENDS, 0, 0); }
static inline long sys_exec(const char *path, char **arguments, char **variables)
{
	return SYS(__NR_execve, path, arguments, variables);
}
static inline long sys_wait(long process, int *status) { return SYS(__NR_wait4, process, status, 0); }
static inline void sys_exit(int status)
{
	for (;;)
		SYS(__NR_exit_group, status, 0, 0);
}

#endif
