using System.Collections.Concurrent;
using System.Data.Common;
using Compensation.Ledger.Writing;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using Orleans;
using Orleans.Runtime;

namespace Compensation.Simulation.Tests;

/// <summary>An answer.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="WasLost">Whether one before it was lost on the way.</param>
/// <param name="Silo">Who gave it.</param>
/// <param name="Process">The process that gave it; another one may run there by now.</param>
internal readonly record struct Answered<T>(T Answer, bool WasLost, SimulatedSilo Silo, LedgerSilo Process);

/// <summary>Sends requests to the silos until they are answered, as a client does who never gives up.</summary>
internal sealed class Caller(IReadOnlyList<SimulatedSilo> silos)
{
    private const int MostAttempts = 500;

    private readonly ConcurrentDictionary<int, string> pending = new();
    private int calls;

    /// <summary>What waits for an answer.</summary>
    public IEnumerable<string> Pending => pending.Values;

    public int PlaceOf(SimulatedSilo silo) => silo == silos[0] ? 0 : 1;

    /// <summary>Sends a request several times at once, each to another silo.</summary>
    /// <param name="what">What is asked for, in words.</param>
    /// <param name="first">The silo that is asked first.</param>
    /// <param name="copies">How often it is sent.</param>
    /// <param name="send">Sends it.</param>
    /// <param name="isBusy">Whether an answer asks to come again.</param>
    public Task<Answered<T>[]> SendAsync<T>(string what, int first, int copies, Func<IGrainFactory, Task<T>> send, Func<T, bool>? isBusy = null) =>
        SendAsync(what, first, copies, (LedgerSilo silo) => send(silo.Grains), isBusy);

    /// <inheritdoc cref="SendAsync{T}(string, int, int, Func{IGrainFactory, Task{T}}, Func{T, bool})"/>
    public Task<Answered<T>[]> SendAsync<T>(string what, int first, int copies, Func<LedgerSilo, Task<T>> send, Func<T, bool>? isBusy = null) =>
        Task.WhenAll(Enumerable.Range(first, copies).Select(place => AnswerAsync(what, place, send, isBusy ?? (_ => false))));

    private async Task<Answered<T>> AnswerAsync<T>(string what, int place, Func<LedgerSilo, Task<T>> send, Func<T, bool> isBusy)
    {
        var (call, wasLost) = (Interlocked.Increment(ref calls), false);
        object? last = null;
        try
        {
            for (var attempt = 0; attempt < MostAttempts; attempt++)
            {
                var silo = silos[(place + attempt) % silos.Count];
                pending[call] = $"{what}, attempt {attempt + 1} at silo {(place + attempt) % silos.Count}; before: {last}";
                var process = silo.Process;
                try
                {
                    var answer = await send(process);
                    last = answer;
                    if (!isBusy(answer))
                    {
                        return new(answer, wasLost, silo, process);
                    }

                    await Task.Delay(1);
                }
                catch (Exception error) when (IsFailure(error))
                {
                    (wasLost, last) = (true, error);
                    await silo.RestartAsync(process, isPaused: false);
                }
            }
        }
        finally
        {
            pending.TryRemove(call, out _);
        }

        throw new TimeoutException($"{what} was not answered in {MostAttempts} attempts: {last}");
    }

    /// <summary>Whether the outside world has failed, and not the code.</summary>
    private static bool IsFailure(Exception error) => error is DbException or DbUpdateException or LedgerOutcomeUnknownException or LedgerBusyException
        or ObjectDisposedException or SiloUnavailableException;
}
