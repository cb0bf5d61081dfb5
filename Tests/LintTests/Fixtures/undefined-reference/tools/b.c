#ifdef CONFIG_ELSEWHERE
#endif
