#pragma once
// A secret in a file of one line, or on a descriptor: a key, a token. It is wiped from memory when it is not used any
// more.

#include <string>

#include "libcore/base/result.h"

namespace tlog {

struct SecretFile {
  std::string where;  // for messages
  std::string text;   // without the line end
  std::string what;   // "key", "token"
  unsigned mode = 0600;

  // "-" is standard input. config: a named pipe, which could keep us waiting for ever. Errors of open_read().
  static Result<SecretFile> read(const std::string& path, const std::string& what);

  // denied: others than its owner may use it.
  Status check_private() const;

  SecretFile() = default;
  SecretFile(SecretFile&&) = default;
  SecretFile& operator=(SecretFile&&) = default;
  ~SecretFile();
};

}  // namespace tlog
