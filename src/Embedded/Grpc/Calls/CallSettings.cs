using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>What holds for the calls of a service: its own settings over those of all.</summary>
internal sealed class CallSettings
{
    private const int UsualReceiveLimit = 4 * 1024 * 1024;

    /// <summary>The largest request; null is no limit.</summary>
    public required int? MaxReceiveMessageSize { get; init; }

    /// <summary>The largest answer; null is no limit.</summary>
    public required int? MaxSendMessageSize { get; init; }

    /// <summary>Whether callers are told the messages of unexpected exceptions.</summary>
    public required bool EnableDetailedErrors { get; init; }

    /// <summary>Whether answers are compressed for callers that understand it.</summary>
    public required bool CompressResponses { get; init; }

    /// <summary>How hard answers are compressed.</summary>
    public required CompressionLevel CompressionLevel { get; init; }

    /// <summary>From the outside in.</summary>
    public required IReadOnlyList<InterceptorRegistration> Interceptors { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>The settings of a service.</summary>
    /// <exception cref="InvalidOperationException">The algorithm for answers is none that there is.</exception>
    public static CallSettings Of<TService>(IServiceProvider services)
        where TService : class
    {
        var all = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var own = services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value;
        var algorithm = own.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm ?? MessageEncoding.Identity;
        if (algorithm is not (MessageEncoding.Identity or MessageEncoding.Gzip))
        {
            throw new InvalidOperationException(
                $"{nameof(GrpcServiceOptions.ResponseCompressionAlgorithm)}: \"{algorithm}\" is not supported; use {MessageEncoding.Accepted}.");
        }

        InterceptorRegistration[] interceptors = [.. all.Interceptors, .. own.Interceptors];
        Array.ForEach(interceptors, interceptor => interceptor.Share(services));
        return new CallSettings
        {
            MaxReceiveMessageSize = own.MaxReceiveMessageSizeSpecified ? own.MaxReceiveMessageSize
                : all.MaxReceiveMessageSizeSpecified ? all.MaxReceiveMessageSize : UsualReceiveLimit,
            MaxSendMessageSize = own.MaxSendMessageSizeSpecified ? own.MaxSendMessageSize : all.MaxSendMessageSize,
            EnableDetailedErrors = own.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false,
            CompressResponses = algorithm == MessageEncoding.Gzip,
            CompressionLevel = own.ResponseCompressionLevel ?? all.ResponseCompressionLevel ?? CompressionLevel.Fastest,
            Interceptors = interceptors,
            Clock = services.GetService<TimeProvider>() ?? TimeProvider.System,
            Log = services.GetService<ILoggerFactory>()?.CreateLogger(typeof(TService)) ?? NullLogger.Instance,
        };
    }
}
