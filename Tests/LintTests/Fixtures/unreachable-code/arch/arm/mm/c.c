#ifndef CONFIG_MMU /* another architecture's */
#endif
