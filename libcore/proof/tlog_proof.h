#pragma once
// Offline proofs that an entry is in a log, C2SP tlog-proof.
//
//   proof = "c2sp.org/tlog-proof@v1\n" [ "extra " base64 "\n" ] "index " number "\n" *( base64(hash) "\n" ) "\n"
//   checkpoint
//
//   c2sp.org/tlog-proof@v1
//   index 1
//   gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//
//   example.com/log
//   2
//   ...

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

constexpr size_t kMaxProofHashes = 63;  // C2SP tlog-witness and tlog-proof: a tree of 2^63 leaves has no longer path
constexpr size_t kMaxProofBytes = 2'000'000;  // a note of the largest size, and as much of extra data

struct TlogProof {
  std::optional<Bytes> extra;  // never empty; not authenticated by anything
  LeafIndex index;
  std::vector<Hash> hashes;  // from the leaf's sibling to the root's child
  std::string checkpoint;    // the note, as the log signed it; nothing in it is checked here
};

// malformed: says what is wrong. Whatever is accepted, format_tlog_proof() writes again byte for byte.
Result<TlogProof> parse_tlog_proof(std::string_view text);
std::string format_tlog_proof(const TlogProof& proof);

}  // namespace tlog
