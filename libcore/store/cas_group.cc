#include "libcore/store/cas_group.h"

#include <algorithm>
#include <semaphore>

namespace tlog {

// A question that somebody waits for, and its answer. He and the thread of the store both hold it.
struct CasGroup::Job {
  std::optional<CasSwap> swap;  // else it is get()
  std::string owner, name;
  std::optional<Result<CasOutcome>> outcome;
  std::optional<Result<std::optional<CasRecord>>> record;
  std::binary_semaphore answered{0};

  void fail(const Error& error) {
    if (swap && !outcome) outcome.emplace(error);
    if (!swap && !record) record.emplace(error);
  }
};

CasGroup::CasGroup(std::unique_ptr<CasStore> store, Open open)
    : store_(std::move(store)), open_(std::move(open)), thread_(1, [this](unsigned) { run(); }) {}

CasGroup::~CasGroup() {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
}

void CasGroup::enqueue(const std::shared_ptr<Job>& job) {
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  changed_.notify_one();
  job->answered.acquire();
}

Result<std::optional<CasRecord>> CasGroup::get(const std::string& owner, const std::string& name) {
  const auto job = std::make_shared<Job>();
  job->owner = owner;
  job->name = name;
  enqueue(job);
  return std::move(*job->record);
}

Result<CasOutcome> CasGroup::swap(CasSwap swap) {
  const auto job = std::make_shared<Job>();
  job->swap = std::move(swap);
  enqueue(job);
  return std::move(*job->outcome);
}

CasGroup::Counts CasGroup::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

void CasGroup::run() {
  while (true) {
    std::deque<std::shared_ptr<Job>> jobs;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return ended_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(std::min(jobs_.size(), kMaxCasBatch));
      jobs.assign(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
      jobs_.erase(jobs_.begin(), end);
    }
    // Whatever happens, whoever waits gets an answer.
    try {
      serve(jobs);
    } catch (const std::exception& e) {
      for (const auto& job : jobs) job->fail(Error(Errc::kInternal, std::string("the store: ") + e.what()));
    }
    for (const auto& job : jobs) job->answered.release();
  }
}

Status CasGroup::ensure_open() {
  if (store_) return {};
  TRY(store_, open_());
  return {};
}

Status CasGroup::do_swaps(const std::deque<std::shared_ptr<Job>>& jobs) {
  std::vector<CasSwap> swaps;
  for (const auto& job : jobs) {
    if (job->swap) swaps.push_back(*job->swap);
  }
  if (swaps.empty()) return {};
  {
    std::lock_guard lock(mutex_);
    counts_.swaps += swaps.size();
    counts_.commits++;
  }
  TRY(auto outcomes, store_->swap(swaps));
  ASSERT(outcomes.size() == swaps.size());
  auto next = outcomes.begin();
  for (const auto& job : jobs) {
    if (job->swap) job->outcome.emplace(std::move(*next++));
  }
  return {};
}

Status CasGroup::do_gets(const std::deque<std::shared_ptr<Job>>& jobs) {
  for (const auto& job : jobs) {
    if (job->swap) continue;
    TRY(auto record, store_->get(job->owner, job->name));
    job->record.emplace(std::move(record));
  }
  return {};
}

void CasGroup::serve(const std::deque<std::shared_ptr<Job>>& jobs) {
  Status status = ensure_open();
  if (status) status = do_gets(jobs);
  if (status) status = do_swaps(jobs);
  if (status) return;
  if (status.error().code() == Errc::kNetwork) store_.reset();
  if (status.error().code() == Errc::kMalformed && jobs.size() > 1) {  // a damaged record is the fault of no other
    for (const auto& job : jobs) serve({job});
    return;
  }
  for (const auto& job : jobs) job->fail(status.error());
}

}  // namespace tlog
