/**
 * The types of version 1 of the protocol and of this library. Objects may have additional fields.
 *
 * @typedef {string} UserId
 * @typedef {string} ChatId
 * @typedef {string} DeviceId
 * @typedef {string} Iso8601 UTC with milliseconds
 *
 * @typedef {object} Session
 * @property {UserId} userId
 * @property {DeviceId} deviceId
 * @property {string} accessToken
 * @property {Iso8601} accessTokenExpiresAt
 * @property {string} refreshToken
 * @property {Iso8601} refreshTokenExpiresAt
 *
 * @typedef {object} Profile
 * @property {UserId} id
 * @property {string} name
 * @property {string} [username]
 * @property {string} [email]
 *
 * @typedef {object} Person the public profile of a user
 * @property {UserId} id
 * @property {string} name
 * @property {string} [username]
 * @property {boolean} [deleted]
 *
 * @typedef {object} Device
 * @property {DeviceId} id
 * @property {string} name
 * @property {Iso8601} createdAt
 * @property {Iso8601} [lastSeenAt]
 * @property {boolean} current
 *
 * @typedef {'owner' | 'admin' | 'member'} Role
 *
 * @typedef {object} Peer the other user of a direct chat
 * @property {UserId} id
 * @property {string} name
 * @property {boolean} [online]
 * @property {Iso8601} [lastSeenAt]
 *
 * @typedef {object} Chat
 * @property {ChatId} id
 * @property {'direct' | 'group'} kind
 * @property {string} [title]
 * @property {UserId} [createdBy]
 * @property {Iso8601} createdAt
 * @property {number} memberCount
 * @property {number} version
 * @property {number} lastMessageId
 * @property {Iso8601} activityAt
 * @property {Peer} [peer]
 * @property {Message} [lastMessage]
 * @property {Role} myRole
 * @property {number} readUpTo
 * @property {number} allReadUpTo
 * @property {number} unread exact to 999, 1000 means more
 *
 * @typedef {object} Member
 * @property {UserId} userId
 * @property {string} name
 * @property {Role} [role] absent if the user is no longer a member
 * @property {Iso8601} joinedAt
 * @property {number} joinedAfter
 * @property {number} readUpTo
 *
 * @typedef {object} Message
 * @property {number} id the position of the message in its chat: 1, 2, 3 … without gaps
 * @property {ChatId} chatId
 * @property {UserId} [senderId]
 * @property {string} [text]
 * @property {Iso8601} sentAt
 * @property {boolean} read whether all other members have read the message
 * @property {number} version
 * @property {number} [replyTo]
 * @property {Iso8601} [editedAt]
 * @property {Iso8601} [deletedAt]
 * @property {string} [key] the key of the send, if the server discloses it to the sender
 * @property {ChangeEntry} [change] local: the user's unacknowledged edit or deletion of the message. The other fields
 *   include the change until it is refused
 *
 * @typedef {object} Marks
 * @property {ChatId} chatId
 * @property {number} readUpTo
 * @property {number} allReadUpTo
 * @property {number} unread
 *
 * @typedef {object} HistoryPage
 * @property {ChatId} chatId
 * @property {Message[]} items
 * @property {number} limit
 * @property {number} offset
 * @property {number} total
 *
 * @typedef {object} Readers
 * @property {{userId: UserId, name: string}[]} items
 * @property {number} required
 * @property {string} [nextCursor]
 *
 * @typedef {object} Changes
 * @property {number} version
 * @property {boolean} complete
 * @property {Chat} [chat]
 * @property {Member[]} members
 * @property {Message[]} messages
 *
 * @typedef {object} Limits
 * @property {number} textMax
 * @property {number} titleMax
 * @property {number} frameBytesMax
 * @property {number} groupMembersMax
 * @property {number} largeGroup
 * @property {number} sendsPerSecond
 *
 * @typedef {{field: string, message: string}} FieldProblem
 *
 * @typedef {object} OutboxEntry an unacknowledged message
 * @property {string} key the idempotency key, repeated on every retry
 * @property {UserId} userId
 * @property {ChatId} chatId
 * @property {string} text
 * @property {number} [replyTo]
 * @property {number} createdAtMs
 * @property {number} place the position among the entries of one chat; it rises with each entry
 * @property {string} tab the tab that sends the message; another tab takes over when this one is closed
 * @property {number} tries
 * @property {string} [failed] the code of a final refusal; the message stays until it is retried or discarded
 *
 * @typedef {object} ChangeEntry an unacknowledged edit or deletion
 * @property {string} key
 * @property {UserId} userId
 * @property {ChatId} chatId
 * @property {number} id the id of the message
 * @property {string} [text] absent: a deletion
 * @property {number} createdAtMs
 * @property {number} place the position among the entries of one chat; it rises with each entry
 * @property {string} tab the tab that sends the change; another tab takes over when this one is closed
 * @property {string} [failed] the code of a final refusal; the change stays until it is retried or discarded
 *
 * @typedef {object} ConnectionState the state of the connection for the user interface
 * @property {'idle' | 'connecting' | 'live' | 'offline' | 'stopped' | 'signedOut'} name
 * @property {number} [sinceMs] for `offline` and `connecting`: the time at which the connection was lost
 * @property {number} [retryAtMs] for `offline`: the time of the next attempt
 * @property {string} [why] the reason. For `stopped`: `bad_frame`, `replaced`, or `closed_` and another close code. For
 *   `signedOut`: `logged_out`, `device_revoked`, `token_reused`, `other_user` (another user has logged in in another
 *   tab), …
 *
 * @typedef {object} Store storage of outbox, session and cache; values are JSON-like
 * @property {(key: string) => Promise<any>} get
 * @property {(key: string, value: any) => Promise<void>} set durable when it resolves
 * @property {(key: string) => Promise<void>} delete
 * @property {(prefix: string) => Promise<[string, any][]>} list in key order
 *
 * @typedef {object} SocketLike the used part of a WebSocket
 * @property {(data: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 *
 * @typedef {new (url: string) => SocketLike} SocketType
 *
 * @typedef {object} ClientOptions the options of a client
 * @property {string} url address of the server, `https://chat.example`
 * @property {Store} [store] default: IndexedDB in a browser, memory elsewhere
 * @property {string} [deviceName] shown in the list of devices
 * @property {typeof fetch} [fetch]
 * @property {SocketType} [WebSocket]
 * @property {boolean} [reportUnread] whether `message` also reports, at the very first start, messages that are already
 *   unread; at later starts it always does. Default: yes, but not in a browser, whose user sees the number of unread
 *   messages
 * @property {() => number} [random] in 0–1, for the back-off and the pauses after refusals
 */
export {};
