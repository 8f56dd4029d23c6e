using Compensation.Api.Shared.Access;
using Compensation.Api.V1;
using Grpc.Core;

namespace Compensation.Api.Storefronts;

/// <content>What others are told.</content>
public sealed partial class StorefrontApi
{
    /// <inheritdoc/>
    public override Task WatchMessages(WatchMessagesRequest request, IServerStreamWriter<Message> responseStream, ServerCallContext context) =>
        messages.FollowAsync(request, responseStream, context);

    /// <inheritdoc/>
    public override Task<AcknowledgeMessagesResponse> AcknowledgeMessages(AcknowledgeMessagesRequest request, ServerCallContext context) =>
        messages.AcknowledgeAsync(context.Caller(), request);
}
