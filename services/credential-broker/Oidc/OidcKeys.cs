using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// The signing keys, one file each in the folder <c>oidc</c> of the key folder. What a key is good for follows from when it
/// and the next one were made, so that replicas that share the folder agree without a word: it signs once every verifier has
/// had the time to see it, and stays published until all that it has signed is expired everywhere. A file that cannot be read,
/// such as one that is being copied, is left out until it changes: the other keys go on.
/// </summary>
public sealed partial class OidcKeys(
    IOptions<BrokerKeyOptions> folder, IOptions<OidcOptions> options, TimeProvider time, ILogger<OidcKeys> logger)
{
    private const string LockFile = "rotation.lock";
    private readonly ConcurrentDictionary<string, ReadFile> _read = new(StringComparer.Ordinal);

    private TimeSpan Cache => TimeSpan.FromMinutes(options.Value.CacheMinutes);

    private string Folder => Path.Combine(folder.Value.KeyFolder, "oidc");

    /// <summary>Every key with what it is good for now, the oldest first.</summary>
    public IReadOnlyList<OidcKeyUse> All()
    {
        var keys = ReadAll();
        var now = time.GetUtcNow();

        // With no key before it, the first signs at once: there is nothing that anybody could have cached instead.
        var starts = keys.Select((key, i) => i == 0 ? key.CreatedAt : key.CreatedAt + Cache).ToList();
        var signing = starts.FindLastIndex(start => start <= now);
        return
        [
            .. keys.Select((key, i) => new OidcKeyUse(
                key, i == Math.Max(signing, 0),
                i + 1 < starts.Count ? starts[i + 1] + OidcTokens.Lifetime + Cache : null)),
        ];
    }

    /// <summary>What the key set shows.</summary>
    public IReadOnlyList<OidcKey> Published()
    {
        var now = time.GetUtcNow();
        return [.. All().Where(use => use.PublishedUntil is null || now < use.PublishedUntil).Select(use => use.Key)];
    }

    /// <summary>Null when the installation has none.</summary>
    public OidcKey? Signing() => All().FirstOrDefault(use => use.Signs)?.Key;

    /// <summary>
    /// Makes a key and deletes those that nobody needs any more. The new one signs when it is known everywhere.
    /// </summary>
    /// <exception cref="KeysReadOnlyException">The folder cannot be written.</exception>
    public OidcKey Create()
    {
        var now = time.GetUtcNow();
        var (name, pem) = OidcKey.Create(now);
        try
        {
            KeyFiles.CreateFolder(folder.Value.KeyFolder);
            KeyFiles.CreateFolder(Folder);
            KeyFiles.Write(Path.Combine(Folder, name), pem, replace: false);
            foreach (var old in All().Where(use => use.PublishedUntil <= now))
            {
                Directory.GetFiles(Folder, $"*-{old.Key.Id}.pem").ToList().ForEach(File.Delete);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new KeysReadOnlyException($"{Folder} cannot be written.", e);
        }

        return OidcKey.Read(Path.Combine(Folder, name))!;
    }

    /// <summary>Makes the first key where there is none; another replica's counts.</summary>
    public void CreateMissing()
    {
        if (ReadAll().Count == 0)
        {
            Create();
        }
    }

    /// <summary>
    /// A new key where the newest one is older than that; null where it is not, or where another replica is at it.
    /// </summary>
    /// <exception cref="KeysReadOnlyException">The folder cannot be written.</exception>
    public OidcKey? CreateIfOlderThan(TimeSpan age)
    {
        if (!IsOlderThan(age))
        {
            return null;
        }

        FileStream? turn = null;
        try
        {
            turn = new FileStream(Path.Combine(Folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            // Whoever had the turn before has made one.
            return IsOlderThan(age) ? Create() : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new KeysReadOnlyException($"{Folder} cannot be written.", e);
        }
        catch (IOException e) when (turn is null)
        {
            return IsWritable() ? null : throw new KeysReadOnlyException($"{Folder} cannot be written.", e);
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <summary>Whether the newest key is older than that; false where there is none.</summary>
    public bool IsOlderThan(TimeSpan age) => ReadAll() is [.., var newest] && time.GetUtcNow() - newest.CreatedAt >= age;

    /// <summary>Stops a start with files of which none can be read: a new key would hide that they are damaged.</summary>
    /// <exception cref="InvalidDataException">There are key files, and no key.</exception>
    public void Check()
    {
        if (ReadAll().Count == 0 && _read.Any(file => file.Value.IsDamaged && File.Exists(file.Key)))
        {
            throw new InvalidDataException(
                $"No key in {Folder} can be read. Restore the files from your backup, or delete them: a new one is made then, "
                + "and customers who uploaded the key set upload it again.");
        }
    }

    private List<OidcKey> ReadAll() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.GetFiles(Folder, "*.pem").Select(Read).OfType<OidcKey>()
            .OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    private OidcKey? Read(string path)
    {
        var writtenAt = File.GetLastWriteTimeUtc(path);
        if (_read.TryGetValue(path, out var known) && known.WrittenAt == writtenAt)
        {
            return known.Key;
        }

        OidcKey? key = null;
        var isDamaged = false;
        try
        {
            key = OidcKey.Read(path);
        }
        catch (InvalidDataException e)
        {
            isDamaged = true;
            LogDamaged(path, e.GetType().Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Says nothing about the key: what was known of the file goes on, and the next look tries again.
            LogUnreadable(path, e.GetType().Name);
            return known?.Key;
        }

        _read[path] = new ReadFile(writtenAt, key, isDamaged);
        return key;
    }

    /// <summary>Whether the lock could not be had for another replica, and not for the folder.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Any failure is the answer.")]
    private bool IsWritable()
    {
        try
        {
            var probe = Path.Combine(Folder, $"{Guid.NewGuid():N}.tmp");
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 32, Level = LogLevel.Error,
        Message = "{Path} holds no readable RSA key ({Error}) and is left out until it changes. Restore it, or delete it")]
    private partial void LogDamaged(string path, string error);

    [LoggerMessage(EventId = 36, Level = LogLevel.Warning,
        Message = "{Path} could not be read ({Error}); what is known of it goes on, and it is tried again")]
    private partial void LogUnreadable(string path, string error);

    /// <summary>What was found in a file, as long as nobody writes it.</summary>
    private sealed record ReadFile(DateTime WrittenAt, OidcKey? Key, bool IsDamaged);
}
