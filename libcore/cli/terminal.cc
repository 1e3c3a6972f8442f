#include "libcore/cli/terminal.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "libcore/base/text.h"
#include "libcore/cli/signals.h"
#include "libcore/text/json_read.h"

namespace tlog::cli {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 16;
// A message quotes at most a few names, each bounded by itself, or one entry. What is escaped grows to four bytes for
// each.
constexpr size_t kMaxMessageBytes = 4000 + 4 * kMaxEntryLineBytes;
constexpr double kRedrawSeconds = 0.1;
constexpr double kPlainLineSeconds = 2;

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// 0, or the errno; EINTR when a signal asks to stop while nobody reads. A descriptor that somebody made non-blocking is
// waited for.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd wait = {.fd = fd, .events = POLLOUT, .revents = 0};
      poll(&wait, 1, -1);
    } else if (errno != EINTR || caught_signal() != 0) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

Terminal::Terminal(TerminalSettings settings)
    : settings_(std::move(settings)), meter_(settings_.err_is_terminal ? kRedrawSeconds : kPlainLineSeconds) {}

bool Terminal::emit(std::string_view line) { return append(line, true); }
bool Terminal::emit_raw(std::string_view bytes) { return append(bytes, false); }

bool Terminal::append(std::string_view bytes, bool line_end) {
  std::lock_guard lock(mutex_);
  if (write_error_ != 0) return false;
  if (bytes.size() >= kBufferBytes) {  // too long to be copied
    if (!write_out()) return false;
    write_error_ = write_all(settings_.out_fd, bytes);
    if (write_error_ != 0) return false;
    bytes = {};
  }
  buffer_ += bytes;
  if (line_end) buffer_ += '\n';
  if (buffer_.size() < kBufferBytes && !settings_.out_is_terminal) return true;
  return write_out();
}

bool Terminal::flush() {
  std::lock_guard lock(mutex_);
  return write_out();
}

bool Terminal::write_out() {
  if (write_error_ != 0) return false;
  if (buffer_.empty()) return true;
  if (settings_.out_is_terminal) clear_line();
  write_error_ = write_all(settings_.out_fd, buffer_);
  buffer_.clear();
  return write_error_ == 0;
}

// A failure to write to standard error can be told to nobody.
void Terminal::write_err(std::string_view text) { (void)write_all(settings_.err_fd, text); }

void Terminal::clear_line() {
  if (line_shown_) write_err("\r\033[K");
  line_shown_ = false;
}

void Terminal::message(const char* label, const char* colour, std::string_view text) {
  std::lock_guard lock(mutex_);
  clear_line();
  std::string word = label;
  if (settings_.colour && *colour != '\0') word = std::string(colour) + label + "\033[0m";
  if (!word.empty()) word += ": ";
  write_err(fmt::format("{}: {}{}\n", settings_.tool, word, printable(text, kMaxMessageBytes)));
}

void Terminal::error(std::string_view text) { message("error", "\033[1;31m", text); }
void Terminal::warn(std::string_view text) {
  if (!settings_.quiet) message("warning", "\033[1;33m", text);
}
void Terminal::hint(std::string_view text) {
  if (!settings_.quiet) message("hint", "\033[1;36m", text);
}
void Terminal::note(std::string_view text) {
  if (settings_.verbose && !settings_.quiet) message("note", "", text);
}
void Terminal::say(std::string_view text) {
  if (!settings_.quiet) message("", "", text);
}

void Terminal::committed(std::string_view what) {
  std::lock_guard lock(mutex_);
  committed_ = what;
}

void Terminal::end_with(Ending ending) {
  std::lock_guard lock(mutex_);
  ending_ = ending;
}

void Terminal::last_error(std::string_view text) {
  std::unique_lock lock(mutex_);
  const std::string told = committed_.empty() ? std::string(text) : fmt::format("{}; {}", text, committed_);
  lock.unlock();
  error(told);
}

bool Terminal::shows_progress() const {
  if (settings_.quiet || settings_.progress == ProgressWhen::kNever) return false;
  return settings_.err_is_terminal || settings_.progress == ProgressWhen::kAlways;
}

void Terminal::progress(const Progress& progress) {
  std::lock_guard lock(mutex_);
  double now = now_s();
  meter_.update(progress, now);
  if (take_status_request()) {
    clear_line();
    write_err(settings_.tool + ": " + meter_.line() + "\n");
    meter_.shown(now);
  }
  if (!shows_progress() || !meter_.due(now)) return;
  if (settings_.err_is_terminal) {
    write_err("\r" + settings_.tool + ": " + meter_.line() + "\033[K");
    line_shown_ = true;
  } else {
    write_err(settings_.tool + ": " + meter_.line() + "\n");
  }
  meter_.shown(now);
}

bool Terminal::quiet() const { return settings_.quiet; }

bool Terminal::cancelled() const { return caught_signal() != 0; }

void Terminal::finish() {
  std::lock_guard lock(mutex_);
  clear_line();
  std::string last = meter_.line();
  if (shows_progress() && !settings_.err_is_terminal && !last.empty()) write_err(settings_.tool + ": " + last + "\n");
  (void)write_out();  // write_error() tells
}

Ending Terminal::ending() const {
  std::lock_guard lock(mutex_);
  return ending_;
}

int Terminal::write_error() const {
  std::lock_guard lock(mutex_);
  return write_error_;
}

}  // namespace tlog::cli
