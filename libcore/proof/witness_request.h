#pragma once
// What a witness is asked: the body of add-checkpoint, C2SP tlog-witness.
//
//   request = "old " tree_size "\n" *( base64(hash) "\n" ) "\n" checkpoint
//
//   old 1
//   gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//
//   example.com/log
//   2
//   ...

#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

constexpr size_t kMaxWitnessProofLines = 63;  // C2SP tlog-witness: the client must not send more
// A proof of 63 lines takes 3 KB, a checkpoint a few hundred bytes for each signature, with one of ML-DSA-44 3.3 KB:
// this is room for fifteen of those.
constexpr size_t kMaxWitnessRequestBytes = 65'536;

struct WitnessRequest {
  TreeSize old_size;        // of the tree that the witness is believed to have seen
  std::vector<Hash> proof;  // that the tree of the checkpoint begins with that one
  std::string checkpoint;   // the note; nothing in it is checked here
};

// malformed: says what is wrong. Whatever is accepted, format_witness_request() writes again byte for byte.
Result<WitnessRequest> parse_witness_request(std::string_view body);
std::string format_witness_request(const WitnessRequest& request);

}  // namespace tlog
