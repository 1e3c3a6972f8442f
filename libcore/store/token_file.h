#pragma once
// A bearer token (RFC 6750) in a file, which its owner alone may read: one line.

#include <string>

#include "libcore/base/result.h"

namespace tlog {

// The header line "Authorization: Bearer <token>"; nothing where `path` is empty. "-" is standard input. denied: others
// may read the file. malformed: what is in it is no token.
Result<std::string> read_authorization(const std::string& path);

// Would anybody on the way read a token that is sent there? What stays on this machine is no way.
bool is_open_to_others(const std::string& url);

}  // namespace tlog
