#pragma once
// Asks one witness for its cosignature, C2SP tlog-witness add-checkpoint: sends the checkpoint with a proof that it
// grew out of the tree that the witness knows, learns from its answer which tree that is, and believes nothing that
// does not verify under the witness's key.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/net/http.h"
#include "libcore/policy/policy.h"

namespace tlog {

constexpr size_t kMaxWitnessAnswerBytes = 16 * 1024;  // of ML-DSA-44 cosignatures, at 3,300 bytes, there are four

// How far the clock of a witness may be behind ours: a cosignature that says it is older was not made for this request.
constexpr uint64_t kMaxWitnessDelaySeconds = 300;

struct WitnessAnswer {
  enum class Kind : uint8_t {
    kCosigned,     // `cosignature` verifies, and its time is the present
    kNothing,      // it was not asked, or does not answer, or not now
    kRefused,      // it will not cosign this
    kOtherTree,    // it says that it has cosigned another tree of this log: the log may be forked
    kLargerTree,   // it says that it has cosigned a larger tree than was ever signed here
    kWrong,        // its answer is not what it should be
    kInterrupted,  // nobody waits for it any more
  };
  Kind kind = Kind::kNothing;
  std::string reason;  // why there is no cosignature; fit to be shown
  std::optional<NoteSignature> cosignature{};
  uint64_t time = 0;               // of it
  std::optional<TreeSize> size{};  // of the tree that the witness has cosigned last, as it says
};

// The checkpoint to be cosigned, and what goes with it.
struct WitnessQuestion {
  std::string note;  // as the log signed it
  Checkpoint checkpoint;
  // That the tree begins with one of this size, at most its own. Callable from several threads.
  std::function<Result<std::vector<Hash>>(TreeSize)> proof_from;
  uint64_t asked_at = 0;  // seconds since the Epoch
  uint64_t max_future_seconds = kMaxFutureSeconds;
  std::function<bool()> given_up{};  // nobody waits for an answer any more; callable from several threads
};

// A conversation of a few requests. `known` is the size that the witness had last, or 0. An error is one of proof_from,
// or config: the client cannot be used at all.
Result<WitnessAnswer> ask_witness(HttpClient& client, const WitnessQuestion& question, const PolicyWitness& witness,
                                  TreeSize known);

// What the body of a 200 is worth: lines of signatures, below the text of the checkpoint. Those by other keys are
// passed over (C2SP tlog-witness: MUST ignore). `now` is when it came.
WitnessAnswer judge_cosignatures(std::string_view body, const WitnessQuestion& question, const PolicyWitness& witness,
                                 uint64_t now);

// Why this witness cannot be asked: its key, or its URL; empty where it can.
std::string why_not_asked(const PolicyWitness& witness);

}  // namespace tlog
