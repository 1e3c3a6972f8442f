#pragma once
// Checkpoints, C2SP tlog-checkpoint: a signed note whose text is a tree head.
//
//   text = origin "\n" tree_size "\n" base64(root hash) "\n" *( extension "\n" )
//
//   example.com/behind-the-sofa
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/note/note.h"

namespace tlog {

struct Checkpoint {
  std::string origin;
  TreeSize size;
  Hash root;
  std::vector<std::string> extensions;
};

// malformed: not such a text. Whatever is accepted, format_checkpoint_text() writes again byte for byte.
Result<Checkpoint> parse_checkpoint_text(std::string_view text);
std::string format_checkpoint_text(const Checkpoint& checkpoint);
// The whole note, with the log's signature.
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);
// Config: what cannot be an origin (empty, a line end, another control character, not UTF-8).
Status check_origin(std::string_view origin);

// The tree head of a note without looking at its signatures: good for planning, never for trust.
Result<Checkpoint> parse_unverified_checkpoint(std::string_view note);

// Whom to believe: any of these log keys. The origin must be `origin` or, without it, the name of the key that signed
// (a log's key name may differ from its origin: the Go checksum database).
struct LogTrust {
  std::vector<VerifierKey> keys;
  std::optional<std::string> origin;
};

// A checkpoint that a trusted log signed. Only verify_checkpoint() makes one.
class VerifiedCheckpoint {
 public:
  const Checkpoint& operator*() const { return checkpoint_; }
  const Checkpoint* operator->() const { return &checkpoint_; }

 private:
  explicit VerifiedCheckpoint(Checkpoint checkpoint) : checkpoint_(std::move(checkpoint)) {}
  friend struct CheckpointVerdict;
  friend Result<struct CheckpointVerdict> verify_checkpoint(std::string_view note, const LogTrust& trust);
  Checkpoint checkpoint_;
};

struct CheckpointVerdict {
  std::optional<VerifiedCheckpoint> checkpoint;  // absent: the answer is no
  std::string reason;                            // why not
};

// malformed: not a checkpoint, and nothing in it claims to be signed by a trusted key. Where a trusted key's signature
// does not hold the answer is no, whatever was done to the text: it is not what the log signed.
Result<CheckpointVerdict> verify_checkpoint(std::string_view note, const LogTrust& trust);

}  // namespace tlog
