#pragma once
// Makes keys and shows them; how they are kept in files is store/key_file.h.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/note/key.h"
#include "libcore/ops/host.h"

namespace tlog {

struct NewKeyRequest {
  std::string name;
  std::string path;
  KeyType type = KeyType::kLog;
};
// Makes a key, durably, and emits its `key` record and the summary.  cannot_create: the file exists.
Result<Verdict> new_key(const NewKeyRequest& request, Host& host);

struct ShowKeyRequest {
  std::string path;             // of a secret or public key; `-` is standard input
  std::optional<KeyType> type;  // as which it is shown: a log's key also makes a cosigner's, not the other way round
  bool vkey_only = false;       // the bare vkey instead of records
};
Result<Verdict> show_key(const ShowKeyRequest& request, Host& host);

}  // namespace tlog
