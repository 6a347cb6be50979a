//! Names by digest: which step, what is paid for, what caused it.

use crate::canon::{Hasher, hex_id};

hex_id! {
    /// Which step: the same however often its event is delivered; with the attempt, the idempotency key of everything
    /// but payments. Written as 32 lower-case hexadecimal digits.
    ///
    /// The first 16 bytes of SHA-256 over what the step is (account, case, state or transition, name) and what caused
    /// it.
    ///
    /// ```
    /// use amends::{Receipt, StepId};
    /// let id: StepId = "00112233445566778899aabbccddeeff".parse()?; // as the host stored it
    /// assert_eq!(Receipt::done(id).step().to_string(), "00112233445566778899aabbccddeeff");
    /// # Ok::<(), amends::BadHex>(())
    /// ```
    StepId
}

hex_id! {
    /// What a payment pays for: with the attempt, the key under which a payment provider pays once. Written as 32
    /// lower-case hexadecimal digits.
    ///
    /// The first 16 bytes of SHA-256 over account, playbook, step name and what the step's `once` names.
    ///
    /// ```
    /// let pays: amends::PaysId = "00112233445566778899aabbccddeeff".parse()?;
    /// assert_eq!(pays.to_string(), "00112233445566778899aabbccddeeff");
    /// # Ok::<(), amends::BadHex>(())
    /// ```
    PaysId
}

hex_id! {
    /// What brought something about: an event, a receipt, a command or a timer, by what it is and never by a counter. Records name
    /// it, as 32 lower-case hexadecimal digits.
    Cause
}

impl Cause {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    pub(crate) fn of_event(source: &str, id: &str) -> Self {
        Self(Hasher::new("amends/cause/event/1").part(source.as_bytes()).part(id.as_bytes()).id())
    }

    pub(crate) fn of_receipt(step: StepId, done: bool) -> Self {
        let outcome: &[u8] = if done { b"done" } else { b"failed" };
        Self(Hasher::new("amends/cause/receipt/1").part(step.0.bytes()).part(outcome).id())
    }

    pub(crate) fn of_command(id: &str) -> Self {
        Self(Hasher::new("amends/cause/command/1").part(id.as_bytes()).id())
    }

    pub(crate) fn of_answer(pays: PaysId, attempt: u32, granted: bool) -> Self {
        let mut hasher = Hasher::new("amends/cause/answer/1");
        let outcome: &[u8] = if granted { b"granted" } else { b"refused" };
        Self(hasher.part(pays.0.bytes()).part(&attempt.to_be_bytes()).part(outcome).id())
    }

    /// An account is erased once.
    pub(crate) fn of_erasure(account: &str) -> Self {
        Self(Hasher::new("amends/cause/erasure/1").part(account.as_bytes()).id())
    }

    /// A timer is told by where it stands and by what armed it.
    pub(crate) fn of_timer(case: &str, state: &str, key: &str, armed_by: Self) -> Self {
        let mut hasher = Hasher::new("amends/cause/timer/1");
        hasher.part(case.as_bytes()).part(state.as_bytes()).part(key.as_bytes());
        Self(hasher.part(armed_by.0.bytes()).id())
    }
}
