#pragma once
// Errors are values. A function that may fail returns Result<T>, or Status when there is nothing to return; the caller
// must look at it. A verdict ("this does not verify") is not an error: it is a value of its own.
//
//   TRY(std::string text, read_file(path, kMaxPolicyBytes));   // returns the error to the caller
//   CHECK(sync_dir(path));
//
// The lowest level that knows a name (a path, a URL, a line) puts it into the message; levels that know nothing new add
// nothing. A message is one line, lower case, without a final stop.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libcore/base/assert.h"

namespace tlog {

// The kinds of failure; the value is the exit status of a tool that ends with it (sysexits.h).
enum class Errc {
  kUsage = 64,         // the command line
  kMalformed = 65,     // an input breaks its format
  kNotFound = 66,      // the named input does not exist
  kNetwork = 69,       // a server or store does not answer
  kInternal = 70,      // our bug
  kCannotCreate = 73,  // the output exists, or cannot be created
  kIo = 74,            // a read or a write failed
  kBusy = 75,          // try again later
  kUnknown = 76,       // the outcome of a step that must not be repeated is unknown
  kDenied = 77,        // permission
  kConfig = 78,        // a policy, key or store configuration that cannot be used
};

class [[nodiscard]] Error {
 public:
  Error(Errc code, std::string message) : code_(code), message_(std::move(message)) {}

  Errc code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::vector<std::string>& hints() const { return hints_; }

  // Puts "where: " in front of the message.
  Error context(const std::string& where) && {
    message_ = where + ": " + message_;
    return std::move(*this);
  }
  // Adds what the user can do about it; shown on a line of its own.
  Error hint(std::string text) && {
    hints_.push_back(std::move(text));
    return std::move(*this);
  }

 private:
  Errc code_;
  std::string message_;
  std::vector<std::string> hints_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    ASSERT(!has_value());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    ASSERT(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& value() {
    ASSERT(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    ASSERT(has_value());
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

// Success, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    ASSERT(!ok());
    return *error_;
  }
  Error&& error() && {
    ASSERT(!ok());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace tlog

#define TLOG_CONCAT_(a, b) a##b
#define TLOG_CONCAT(a, b) TLOG_CONCAT_(a, b)
#define TLOG_TRY_(name, declaration, expression) \
  auto name = (expression);                      \
  if (!name) return std::move(name).error();     \
  declaration = *std::move(name)

// Declares a variable with the value of a Result, or returns its error.
#define TRY(declaration, ...) TLOG_TRY_(TLOG_CONCAT(tlog_try_, __COUNTER__), declaration, (__VA_ARGS__))
// Goes on when a Status is ok, or returns its error.
#define CHECK(...)                                                                             \
  do {                                                                                         \
    if (auto tlog_status = (__VA_ARGS__); !tlog_status) return std::move(tlog_status).error(); \
  } while (false)
