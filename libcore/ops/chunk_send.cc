#include "libcore/ops/chunk_send.h"

#include <fmt/core.h>

#include <algorithm>

namespace tlog {

namespace {

bool contains(const std::vector<size_t>& list, size_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool GroupSender::is_liar(size_t endpoint) const {
  std::lock_guard lock(mutex_);
  return liars_.contains(endpoint);
}

void GroupSender::take_lie(size_t endpoint, const std::string& reason) {
  {
    std::lock_guard lock(mutex_);
    if (!liars_.insert(endpoint).second) return;
  }
  host_.warn(reason + ", though it said that it had it; it is asked last from now on");
}

std::vector<size_t> GroupSender::confirm(const std::vector<size_t>& claimed, const Address& address, uint64_t size,
                                         std::string& reason) {
  if (read_back_ == ReadBack::kNone) return claimed;
  const auto replies = read_back_ == ReadBack::kGet ? endpoints_.read_back(claimed, address, size)
                                                    : endpoints_.look(claimed, address, size);
  std::vector<size_t> confirmed;
  for (size_t i = 0; i < claimed.size(); i++) {
    if (replies[i].good()) {
      confirmed.push_back(claimed[i]);
      continue;
    }
    reason = replies[i].reason;
    if (replies[i].answer == ChunkAnswer::kMissing || replies[i].answer == ChunkAnswer::kWrong) {
      take_lie(claimed[i], reason);
    }
  }
  return confirmed;
}

// As many as are still needed. Those that rest, and liars, come last; one that asked for a pause gets it.
std::vector<size_t> GroupSender::next_for(const ChunkToSend& chunk, const ChunkProgress& progress,
                                          const std::set<size_t>& tried) const {
  std::vector<size_t> first, last;
  for (const size_t endpoint : chunk.candidates) {
    if (tried.contains(endpoint) || progress.given_up.contains(endpoint) || contains(progress.holders, endpoint) ||
        endpoints_.has_asked_for_pause(endpoint)) {
      continue;
    }
    (endpoints_.is_resting(endpoint) || is_liar(endpoint) ? last : first).push_back(endpoint);
  }
  first.insert(first.end(), last.begin(), last.end());
  const size_t needed = quorum_ - progress.holders.size();
  if (first.size() > needed) first.resize(needed);
  return first;
}

// To these, unless they have it already.
std::vector<ChunkReply> GroupSender::bring(const std::vector<size_t>& stores, const ChunkToSend& chunk,
                                           std::string_view bytes, ChunkProgress& progress) {
  std::vector<size_t> looked_at;
  for (const size_t endpoint : stores) {
    if (chunk.may_have.contains(endpoint)) looked_at.push_back(endpoint);
  }
  const auto looks = endpoints_.look(looked_at, chunk.address, chunk.size);
  std::vector<ChunkReply> replies(stores.size());
  std::vector<size_t> sent, slots;
  size_t look = 0;
  for (size_t i = 0; i < stores.size(); i++) {
    if (chunk.may_have.contains(stores[i]) && looks[look++].good()) {
      replies[i] = {ChunkAnswer::kThere};
    } else {
      sent.push_back(stores[i]);
      slots.push_back(i);
    }
  }
  progress.attempts += sent.size();
  const auto puts = endpoints_.put(sent, chunk.address, bytes, chunk.receipt);
  for (size_t i = 0; i < sent.size(); i++) replies[slots[i]] = puts[i];
  return replies;
}

void GroupSender::send(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress) {
  progress.passing = false;
  progress.retry_after_s = 0;
  std::set<size_t> tried;
  while (progress.holders.size() < quorum_ && !host_.cancelled()) {
    const std::vector<size_t> next = next_for(chunk, progress, tried);
    if (next.empty()) break;
    const auto replies = bring(next, chunk, bytes, progress);
    std::vector<size_t> acknowledged;
    for (size_t i = 0; i < next.size(); i++) {
      const ChunkReply& reply = replies[i];
      tried.insert(next[i]);
      if (reply.good()) {
        acknowledged.push_back(next[i]);
        continue;
      }
      progress.reason = reply.reason;
      if (reply.answer == ChunkAnswer::kRefused) {
        progress.given_up.insert(next[i]);
      } else {
        progress.passing = true;
        progress.retry_after_s = std::max(progress.retry_after_s, reply.retry_after_s);
      }
    }
    const std::vector<size_t> confirmed = confirm(acknowledged, chunk.address, chunk.size, progress.reason);
    if (confirmed.size() < acknowledged.size()) progress.passing = true;
    progress.holders.insert(progress.holders.end(), confirmed.begin(), confirmed.end());
  }
  progress.done = progress.holders.size() >= quorum_;
  if (progress.done) progress.reason.clear();
  // Whoever asked for a pause was not tried, and may take it later.
  for (const size_t endpoint : chunk.candidates) {
    if (!progress.done && !progress.given_up.contains(endpoint) && endpoints_.has_asked_for_pause(endpoint)) {
      progress.passing = true;
    }
  }
}

}  // namespace tlog
