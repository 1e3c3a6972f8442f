#pragma once
// The Host of a program: records to standard output through a buffer, messages and progress to standard error.
// All members may be called from any thread; lines are never mixed.

#include <functional>
#include <mutex>
#include <string>

#include "libcore/cli/progress.h"
#include "libcore/ops/host.h"

namespace tlog::cli {

enum class ProgressWhen { kAuto, kAlways, kNever };

struct TerminalSettings {
  std::string tool{};  // begins every message
  int out_fd = 1;
  int err_fd = 2;
  bool quiet = false;    // errors only
  bool verbose = false;  // notes too
  bool colour = false;
  bool out_is_terminal = false;  // then each line is shown at once
  bool err_is_terminal = false;  // then progress is one line, redrawn
  ProgressWhen progress = ProgressWhen::kNever;
};

class Terminal final : public Host {
 public:
  explicit Terminal(TerminalSettings settings);

  bool emit(std::string_view line) override;
  bool emit_raw(std::string_view bytes) override;
  bool flush() override;
  void error(std::string_view text) override;
  void warn(std::string_view text) override;
  void hint(std::string_view text) override;
  void note(std::string_view text) override;
  void say(std::string_view text) override;
  void committed(std::string_view what) override;
  void end_with(Ending ending) override;
  void progress(const Progress& progress) override;
  bool quiet() const override;
  bool cancelled() const override;

  // Tells of the error that the program ends with, and of what is done all the same.
  void last_error(std::string_view text);
  Ending ending() const;
  // Ends progress (a last plain line where they are plain) and writes out what is buffered.
  void finish();
  // Of standard output: 0, or the errno of the first write that failed. EPIPE means that the reader went away.
  int write_error() const;

 private:
  bool append(std::string_view bytes, bool line_end);
  bool write_out();
  void message(const char* label, const char* colour, std::string_view text);
  void clear_line();
  void write_err(std::string_view text);
  bool shows_progress() const;

  const TerminalSettings settings_;
  mutable std::mutex mutex_;
  std::string buffer_;
  std::string committed_;
  Ending ending_;
  int write_error_ = 0;
  ProgressMeter meter_;
  bool line_shown_ = false;  // a progress line is on the terminal
};

}  // namespace tlog::cli
