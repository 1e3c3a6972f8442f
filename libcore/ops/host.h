#pragma once
// What an operation sees of the world that started it: where its records go, what it tells people, and whether it
// should stop. The command line gives it a terminal (libcore/cli/run.h); a test gives it a vector.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlog {

// How far a long work is. `total` is absent where it cannot be known (a pipe).
struct Progress {
  uint64_t items = 0;       // what is counted for the rate
  std::string_view unit;    // "entries", "objects"
  uint64_t done_bytes = 0;  // share = done_bytes / total_bytes
  std::optional<uint64_t> total_bytes;
};

// How a program ends whose answer is yes, where that is not 0: as the user asked for, or as the command ended that ran
// for it.
struct Ending {
  int status = 0;
  int signal = 0;  // it ends by this one
};

class Host {
 public:
  virtual ~Host() = default;

  // Writes one line to standard output; the line end is added. False when nobody reads on: the pipe is closed, or a
  // write failed. An operation that works only for its output stops then; the host remembers the cause and reports it.
  virtual bool emit(std::string_view line) = 0;
  // The same for bytes that are written as they are (a whole document).
  virtual bool emit_raw(std::string_view bytes) = 0;
  // What was written goes out now, for whoever reads along while the operation goes on. False as above.
  virtual bool flush() { return true; }

  // Messages for people, on standard error: one line, lower case, no final stop. `note` shows with --verbose only.
  // `say` is how a long work begins, or what it has come to: nothing to mend, and no label.
  virtual void error(std::string_view text) = 0;
  virtual void warn(std::string_view text) = 0;
  virtual void hint(std::string_view text) = 0;
  virtual void note(std::string_view text) = 0;
  virtual void say(std::string_view) {}

  // Something is done that a failure from now on does not undo. Whatever error the program ends with says this
  // sentence, also one that only the host knows of, as when standard output cannot be written. Empty: it says nothing.
  virtual void committed(std::string_view what) = 0;

  // The program ends so where the answer is yes and can be written.
  virtual void end_with(Ending) {}

  // May be called often; the host decides what is shown and how often. Called from one thread at a time.
  virtual void progress(const Progress& progress) = 0;

  // The user wants the summary alone: a record for each single item may be left out.
  virtual bool quiet() const = 0;

  // True after SIGINT, SIGTERM or SIGHUP: stop soon, keep what is durable. Callable from any thread.
  virtual bool cancelled() const = 0;
};

// The answer of an operation that came to its end; an Error means that there is none.
enum class Verdict {
  kYes = 0,  // done; holds
  kNo = 1,   // does not hold; some items failed
};

}  // namespace tlog
