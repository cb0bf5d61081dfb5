#ifndef CONFIG_MMU /* found: always y */
int nommu;
#ifdef CONFIG_NET /* stands in what is found already */
#endif
#endif

#ifdef CONFIG_INET
# if !IS_ENABLED(CONFIG_NET) || \
	defined(CONFIG_DEAD) /* found: contradicts the one around it */
# endif
# ifdef CONFIG_DRV_MODULE /* can be */
# elif IS_MODULE(CONFIG_DRV) /* found: the same test */
# elif defined(MODULE) && defined(CONFIG_DRV)
# else
# endif
#else
#endif

#if CONFIG_LEVELS > 4
#elif CONFIG_LEVELS == 4
#else /* found */
#endif

#if defined(CONFIG_INET) && !defined(CONFIG_NET) && defined(__KERNEL__) /* found */
#endif
#if defined(CONFIG_INET) && !defined(CONFIG_NET) || defined(__KERNEL__) /* unknown */
#endif
#if defined(CONFIG_INET) && !defined(CONFIG_NET) /* meant not to be */
#error "INET without NET"
#endif
#if defined(CONFIG_GONE) || defined(CONFIG_PROBED) /* undefined-reference says it; a probe */
#else
#endif
#if 0
#else
#endif

void f(void)
{
	char *s = "if (IS_ENABLED(CONFIG_DEAD)) { }";

	if (IS_ENABLED(CONFIG_NET) && s) {
		s = 0;
	} else if (IS_ENABLED(CONFIG_INET)) { /* can be: s is unknown */
		if (!IS_ENABLED(CONFIG_NET)) /* found */
			s++;
	} else {
		s--;
	}
	if (IS_ENABLED(CONFIG_INET))
		if (!IS_ENABLED(CONFIG_NET)) /* found */
			for (;;)
				s++;
	if (!IS_ENABLED(CONFIG_NET)) {
		s++;
	} else if (IS_REACHABLE(CONFIG_DRV) && !IS_BUILTIN(CONFIG_DRV)) {
		s--;
	}
	if (IS_ENABLED(CONFIG_DEAD)) /* kconfig-sat: disable=unreachable-code */
		s++;
}
#if CONFIG_DEPTH
int depth;
#else
int no_depth;
#endif
#if !CONFIG_ONE
int not_one;
#endif
#if CONFIG_NOTHING
int something;
#endif
#ifdef CONFIG_NOTHING
int something_else;
#else
int never_undefined;
#endif
