#pragma once
// Keys in files: one line, a secret key (PRIVATE+KEY+...) or a public one (note/key.h). A secret key's file is nobody
// else's to read: it is created so, and refused otherwise. In all paths `-` is standard input; /dev/fd/N may be a pipe.

#include <string>

#include "libcore/base/result.h"
#include "libcore/note/key.h"

namespace tlog {

// denied: others may read or write a file with a secret key. config: its content is no key; it is never shown; or it is
// a named pipe.
Result<SigningKey> read_signing_key(const std::string& path);
// The public half of whatever key the file holds.
Result<VerifierKey> read_any_key(const std::string& path);

// Creates the file with mode 0600, durable when this returns. cannot_create: it exists, or its directory does not.
Status write_signing_key(const std::string& path, const SigningKey& key);

}  // namespace tlog
