#pragma once
// Secret keys in files: one line, the skey of libcore/note/key.h. Readable by their owner alone.

#include <string>

#include "libcore/base/result.h"
#include "libcore/note/key.h"

namespace tlog {

// denied: others may read or write the file. config: its content is not a secret key; the content is never shown.
Result<SigningKey> read_signing_key(const std::string& path);

// Creates the file with mode 0600, durable when this returns. cannot_create: it exists.
Status write_signing_key(const std::string& path, const SigningKey& key);

}  // namespace tlog
