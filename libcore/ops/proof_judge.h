#pragma once
// Does a proof lead from an entry to the root of a checkpoint that is to be believed? For one proof, and for many that
// share their checkpoints.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/leaf_choice.h"
#include "libcore/proof/tlog_proof.h"

namespace tlog {

// The verdicts over checkpoints, each given once however many proofs carry it. From any thread.
class CheckpointJudge {
 public:
  explicit CheckpointJudge(const Trust& trust) : trust_(trust) {}

  using Answer = std::shared_ptr<const Result<CheckpointVerdict>>;
  Answer judge(std::string_view note);

 private:
  struct Entry {
    std::once_flag once;
    Answer answer;
  };

  const Trust& trust_;
  std::mutex mutex_;                              // of the map, not held while a signature is checked
  std::map<Hash, std::shared_ptr<Entry>> known_;  // by the SHA-256 of the note
};

struct ProofFinding {
  CheckpointJudge::Answer checkpoint;
  std::string refused;    // empty: it holds
  bool line_end = false;  // it would, for the entry without its line end

  // The checkpoint where that is to be believed.
  const Checkpoint* head() const {
    return *checkpoint && (*checkpoint)->checkpoint ? &**(*checkpoint)->checkpoint : nullptr;
  }
};

// malformed: the checkpoint is none. Errors of verify_checkpoint().
Result<ProofFinding> judge_proof(const TlogProof& proof, const ChosenLeaf& leaf, CheckpointJudge& checkpoints);

}  // namespace tlog
