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
#include "libcore/policy/policy.h"

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
// Config: what no new log should be called besides: it begins or ends with a Unicode space, or has what is not seen.
// C2SP tlog-checkpoint only recommends how an origin looks, so that of another's log may be like that.
Status check_new_origin(std::string_view origin);

// The tree head of a note without looking at its signatures: good for planning, never for trust.
Result<Checkpoint> parse_unverified_checkpoint(std::string_view note);

// How far the time of a cosignature may be ahead of ours: clocks that are set over the network agree within seconds,
// and one that is further off must not make a cosignature look fresh for longer than this.
constexpr uint64_t kMaxFutureSeconds = 300;

// Whom to believe: a policy, and what is not written in one.
struct Trust {
  Policy policy;
  // What the origin must be. Without it the name of the log's key that signed (there are logs where the two differ: the
  // Go checksum database).
  std::optional<std::string> origin;
  uint64_t now = 0;                                 // seconds since the Epoch
  uint64_t max_future_seconds = kMaxFutureSeconds;  // a cosignature from further ahead does not count
  std::optional<uint64_t> max_age_seconds;          // nor does an older one, where there is a limit
};

// Trust in any of these logs, without witnesses. With no cosignatures to look at, it asks for no time.
Trust trust_in(const std::vector<VerifierKey>& logs, std::optional<std::string> origin);

// A checkpoint that a trusted log signed. Only verify_checkpoint() makes one.
class VerifiedCheckpoint {
 public:
  const Checkpoint& operator*() const { return checkpoint_; }
  const Checkpoint* operator->() const { return &checkpoint_; }

 private:
  explicit VerifiedCheckpoint(Checkpoint checkpoint) : checkpoint_(std::move(checkpoint)) {}
  friend Result<struct CheckpointVerdict> verify_checkpoint(std::string_view note, const Trust& trust,
                                                            std::vector<struct CosignatureFinding>* cosignatures);
  Checkpoint checkpoint_;
};

// What a witness of the policy says of a checkpoint. Its newest cosignature that counts, or else its newest.
struct CosignatureFinding {
  size_t witness = 0;            // its number in the policy
  std::optional<uint64_t> time;  // absent: it could not be checked
  bool counted = false;
  std::string reason;      // why it does not count
  bool unchecked = false;  // that is because its type cannot be checked: it may hold
};

struct CheckpointVerdict {
  std::optional<VerifiedCheckpoint> checkpoint;  // absent: the answer is no
  std::string reason;                            // why not
};

// malformed: not a checkpoint, and nothing in it claims to be signed by a known key. Where a known key's signature, a
// log's or a witness's, does not hold the answer is no, whatever was done to the text: it is not what was signed.
// Signatures by others are ignored. Extension lines are text like the rest, and signed. A tree without entries must
// have the root of one (C2SP tlog-witness). config: the answer hangs on a signature of a type that cannot be checked:
// yes and no are both possible. Where they are not, the answer is no.
// `cosignatures` get what the witnesses say that cosigned, in the order of the policy; also where the answer hangs on
// what cannot be checked, but nothing where it is no for another reason than the quorum.
Result<CheckpointVerdict> verify_checkpoint(std::string_view note, const Trust& trust,
                                            std::vector<CosignatureFinding>* cosignatures = nullptr);

}  // namespace tlog
