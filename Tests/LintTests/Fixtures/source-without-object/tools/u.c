#include "../drivers/shared.c"
