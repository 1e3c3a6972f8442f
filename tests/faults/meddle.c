// A library that is loaded before libc (LD_PRELOAD): it counts the calls that look at files or remove them, and before
// call number MEDDLE_AT moves MEDDLE_FROM to MEDDLE_TO and MEDDLE_PUT to MEDDLE_FROM, as an evil neighbour could at just
// that moment. At the end it writes the number of calls to MEDDLE_COUNT. With MEDDLE_CLOCK it is what time(2) says.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long calls = 0;

static void count(void) {
  const char* const at = getenv("MEDDLE_AT");
  calls++;
  if (at == NULL || calls != strtol(at, NULL, 10)) return;
  if (rename(getenv("MEDDLE_FROM"), getenv("MEDDLE_TO")) == 0) rename(getenv("MEDDLE_PUT"), getenv("MEDDLE_FROM"));
}

__attribute__((destructor)) static void at_end(void) {
  const char* const path = getenv("MEDDLE_COUNT");
  FILE* const file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", calls);
  fclose(file);
}

// Programs with large files on every machine call the second name of each.
#define OPENAT(name)                                                              \
  int name(int folder, const char* path, int flags, ...) {                        \
    count();                                                                      \
    va_list more;                                                                 \
    va_start(more, flags);                                                        \
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;        \
    va_end(more);                                                                 \
    int (*real)(int, const char*, int, ...) = dlsym(RTLD_NEXT, #name);            \
    return real(folder, path, flags, mode);                                       \
  }
OPENAT(openat)
OPENAT(openat64)

#define FSTATAT(name, type)                                                       \
  int name(int folder, const char* path, struct type* info, int flags) {          \
    count();                                                                      \
    int (*real)(int, const char*, struct type*, int) = dlsym(RTLD_NEXT, #name);   \
    return real(folder, path, info, flags);                                       \
  }
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)

int unlinkat(int folder, const char* path, int flags) {
  count();
  int (*real)(int, const char*, int) = dlsym(RTLD_NEXT, "unlinkat");
  return real(folder, path, flags);
}

int statx(int folder, const char* path, int flags, unsigned mask, struct statx* info) {
  count();
  int (*real)(int, const char*, int, unsigned, struct statx*) = dlsym(RTLD_NEXT, "statx");
  return real(folder, path, flags, mask, info);
}

time_t time(time_t* out) {
  const char* const clock = getenv("MEDDLE_CLOCK");
  time_t (*real)(time_t*) = dlsym(RTLD_NEXT, "time");
  const time_t now = clock != NULL ? strtol(clock, NULL, 10) : real(NULL);
  if (out != NULL) *out = now;
  return now;
}
