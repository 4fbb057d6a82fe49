using MassTransit;

namespace CauseFlow.Messaging.Tests;

/// <summary>On the wire an AlarmGroupResolved, but empty: what a broken sender would write.</summary>
[MessageUrn("CauseFlow.Contracts:AlarmGroupResolved")]
public sealed record WithoutRequiredMembers;
