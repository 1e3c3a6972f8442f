// A library that is loaded before libc (LD_PRELOAD): the program begins once, up to just before its main(), and is forked
// there for each run that is asked for. So what the dynamic linker does is done once for thousands of runs.
//
// On standard input comes, for each run, the number of bytes of its words (native, 4 bytes) and the words, with a zero
// byte behind each. Its standard output and standard error are the files that are open as FORK_OUT and FORK_ERR, emptied
// before; its standard input is /dev/null. When it ended, its status as of waitpid(2) is written to standard output.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kMaxBytes = 1 << 16, kMaxWords = 256 };

typedef int Main(int, char**, char**);
static Main* program;

static void need(int holds, const char* what) {
  if (holds) return;
  perror(what);
  _exit(125);
}

static void read_all(void* to, size_t size) {
  for (size_t done = 0; done < size;) {
    const ssize_t got = read(STDIN_FILENO, (char*)to + done, size - done);
    if (got == 0) _exit(0);  // nothing more is asked for
    need(got > 0, "read");
    done += (size_t)got;
  }
}

static int number(const char* name) {
  const char* const value = getenv(name);
  need(value != NULL, name);
  return atoi(value);
}

static int serve(int argc, char** argv, char** environment) {
  static char bytes[kMaxBytes];
  static char* words[kMaxWords + 1];
  (void)argc;
  (void)argv;
  const int out = number("FORK_OUT"), err = number("FORK_ERR");
  // What libcurl and OpenSSL make for themselves when they are used first.
  int (*const warm)(long) = dlsym(RTLD_DEFAULT, "curl_global_init");
  if (warm != NULL) warm(3);
  while (1) {
    uint32_t size = 0;
    read_all(&size, sizeof size);
    need(size > 0 && size <= kMaxBytes, "size");
    read_all(bytes, size);
    need(bytes[size - 1] == '\0', "words");
    int count = 0;
    for (size_t at = 0; at < size; at += strlen(bytes + at) + 1) {
      need(count < kMaxWords, "count");
      words[count++] = bytes + at;
    }
    words[count] = NULL;
    for (int i = 0; i < 2; i++) {
      const int fd = i == 0 ? out : err;
      need(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0, "ftruncate");
    }
    const pid_t child = fork();
    need(child >= 0, "fork");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int nothing = open("/dev/null", O_RDONLY);
      dup2(nothing, STDIN_FILENO);
      dup2(out, STDOUT_FILENO);
      dup2(err, STDERR_FILENO);
      for (int i = 0; i < 3; i++) close(i == 0 ? nothing : i == 1 ? out : err);
      return program(count, words, environment);
    }
    int status = 0;
    need(waitpid(child, &status, 0) == child, "waitpid");
    need(write(STDOUT_FILENO, &status, sizeof status) == sizeof status, "write");
  }
}

int __libc_start_main(Main* real_main, int argc, char** argv, void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
                      void* stack_end) {
  int (*start)(Main*, int, char**, void (*)(void), void (*)(void), void (*)(void), void*) =
      dlsym(RTLD_NEXT, "__libc_start_main");
  program = real_main;
  return start(serve, argc, argv, init, fini, rtld_fini, stack_end);
}
