/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ncurses with wide characters. What are macros or variables there are functions here. */
#define _XOPEN_SOURCE_EXTENDED 1
#include <ncurses.h>
#include <stdio.h>

static inline SCREEN *ks_new_terminal(void) { return newterm(NULL, stdout, stdin); }
static inline WINDOW *ks_screen(void) { return stdscr; }
static inline int ks_rows(void) { return getmaxy(stdscr); }
static inline int ks_columns(void) { return getmaxx(stdscr); }

static inline attr_t ks_bold(void) { return A_BOLD; }
static inline attr_t ks_dim(void) { return A_DIM; }
static inline attr_t ks_reverse(void) { return A_REVERSE; }
static inline void ks_look(attr_t attributes, short pair) { (void)wattr_set(stdscr, attributes, pair, NULL); }

static inline mmask_t ks_wheel_up(void) { return BUTTON4_PRESSED; }
static inline mmask_t ks_wheel_down(void) { return BUTTON5_PRESSED; }
static inline mmask_t ks_click(void) { return BUTTON1_PRESSED | BUTTON1_CLICKED; }
static inline mmask_t ks_double_click(void) { return BUTTON1_DOUBLE_CLICKED; }
