#pragma once
// Group commit: many threads share one CasStore, and those that wait for the disk wait together. One thread owns the
// store; it takes all swaps that have come in meanwhile and does them in one call, that is with one sync. So the rate
// grows with the number of those that ask at once, and nobody waits for longer than two syncs.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "libcore/os/worker_threads.h"
#include "libcore/store/cas_access.h"

namespace tlog {

class CasGroup : public CasAccess {
 public:
  using Open = std::function<Result<std::unique_ptr<CasStore>>()>;

  // After an error of the network the store is opened again; `open` makes no table, and no file. After another error it
  // is kept: what was moved away or replaced must not be taken for the same.
  CasGroup(std::unique_ptr<CasStore> store, Open open);
  CasGroup(const CasGroup&) = delete;
  CasGroup& operator=(const CasGroup&) = delete;
  // Nobody waits for an answer any more.
  ~CasGroup() override;

  // From any thread. An error is that of all who waited together, unless it is about a record alone (malformed).
  Result<std::optional<CasRecord>> get(const std::string& owner, const std::string& name) override;
  Result<CasOutcome> swap(CasSwap swap) override;

  struct Counts {
    uint64_t swaps = 0;    // that were asked for
    uint64_t commits = 0;  // calls of the store that did them
  };
  Counts counts() const;

 private:
  struct Job;
  void enqueue(const std::shared_ptr<Job>& job);
  void run();
  void serve(const std::deque<std::shared_ptr<Job>>& jobs);
  Status ensure_open();
  Status do_swaps(const std::deque<std::shared_ptr<Job>>& jobs);
  Status do_gets(const std::deque<std::shared_ptr<Job>>& jobs);

  std::unique_ptr<CasStore> store_;  // null after an error of the network
  Open open_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> jobs_;
  Counts counts_;
  bool ended_ = false;
  WorkerThreads thread_;  // the last member
};

}  // namespace tlog
