#ifdef CONFIG_NET
#ifndef CONFIG_NET
	nop
#endif
#endif
#ifdef CONFIG_UML
#endif
