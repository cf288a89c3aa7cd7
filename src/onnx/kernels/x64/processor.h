#pragma once
#include <stdbool.h>

/** Whether this processor and its system run the functions that are marked AVX2. */
bool supportsAvx2(void);

/** Whether they run those marked AVX_VNNI. */
bool supportsAvxVnni(void);

/** Whether they run those marked AVX512. */
bool supportsAvx512(void);

/** Whether they run those marked AMX; asks Linux for the right to. */
bool supportsAmx(void);
