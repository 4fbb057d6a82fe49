namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>A channel's name leads to where no channel may.</summary>
public sealed class AddressNotAllowedException() : Exception("The address is not one that a channel may lead to.");
