#include <linux/kconfig.h>
#ifdef CONFIG_PREEMT /* CONFIG_NOT_THIS */
#endif
#if IS_ENABLED(CONFIG_PREEMPT) || defined(CONFIG_MODULES_MODULE)
#endif
#define CONFIG_LOCAL 1
#ifdef CONFIG_LOCAL
#endif
